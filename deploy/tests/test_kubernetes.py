"""deploy/kubernetes/ against our own settings, addresses, ports and limits.

No cluster: what a field may hold is asked of Kubernetes' own schemas, which kubernetes-validate
carries, in the oldest and the newest version that the documents name.
"""

import re
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from django.urls import get_resolver

from aicc import environment
from aicc.environment import OUR_FIRST_PARTS
from aicc.server.health import PROBES

FOLDER = Path(__file__).resolve().parent.parent / "kubernetes"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != "kustomization.yaml")
PORT = 8000
VERSIONS = ("1.30", "1.37")


def read(name):
    return yaml.safe_load((FOLDER / name).read_text())


ALL = {found["kind"]: found for found in map(read, FILES)}
SETTINGS = ALL["ConfigMap"]["data"]
SERVERS = ALL["Deployment"]["spec"]["template"]["spec"]
[SERVER] = SERVERS["containers"]
PODS = {kind: ALL[kind]["spec"]["template"]["spec"] for kind in ("Deployment", "Job")}


def test_kustomize_is_told_of_every_file_and_of_no_other():
    listed = read("kustomization.yaml")

    assert sorted(listed["resources"]) == FILES
    assert [image["name"] for image in listed["images"]] == ["bank-aicc"]
    assert {pod["containers"][0]["image"] for pod in PODS.values()} == {"bank-aicc"}


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_one_object_with_its_version_and_name(name):
    found = read(name)

    assert {"apiVersion", "kind", "metadata"} <= set(found)
    assert re.fullmatch(r"aicc(-\w+)?", found["metadata"]["name"])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", FILES)
def test_each_file_is_what_kubernetes_takes(name, version):
    kubernetes_validate.validate(read(name), version, strict=True)


def test_a_field_that_kubernetes_does_not_know_is_found():
    """As a word written wrongly would be, which it would leave out without a sound."""
    found = read("servers.yaml")
    found["spec"]["template"]["spec"]["terminationGraceSeconds"] = 30

    with pytest.raises(kubernetes_validate.ValidationError, match="terminationGraceSeconds"):
        kubernetes_validate.validate(found, VERSIONS[-1], strict=True)


def test_every_setting_is_one_of_ours():
    known = environment.known_names()

    assert [name for name in SETTINGS if name.removesuffix("_FILE") not in known] == []
    assert all(isinstance(value, str) for value in SETTINGS.values())


def test_no_secret_stands_in_the_settings_and_each_file_lies_where_it_is_mounted():
    secret = re.compile(r"KEY|PASSWORD|DATABASE_URL|REDIS_URL")
    files = {name: value for name, value in SETTINGS.items() if secret.search(name)}

    assert files
    assert all(name.endswith("_FILE") for name in files)
    assert all(value.startswith("/run/secrets/aicc/") for value in files.values())
    for pod in PODS.values():
        mounted = {mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]}
        assert "/run/secrets/aicc" in mounted


def test_probes_ask_what_answers_without_a_host_name():
    probes = {
        kind: SERVER[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")
    }

    assert {probe["path"] for probe in probes.values()} <= set(PROBES)
    assert probes["liveness"]["path"] == probes["startup"]["path"] == "/health/live"
    assert probes["readiness"]["path"] == "/health/ready"
    assert {probe["port"] for probe in probes.values()} == {"http"}
    assert SERVER["ports"] == [{"name": "http", "containerPort": PORT}]
    assert f"EXPOSE {PORT}" in (FOLDER.parent / "Dockerfile").read_text()


def test_a_server_has_the_time_that_it_drains():
    """It goes on as it was until nobody is sent here any more, then lets turns end."""
    delay, drain = (int(SETTINGS[f"AICC_DRAIN_{name}SECONDS"]) for name in ("DELAY_", ""))
    [_, pause] = SERVER["lifecycle"]["preStop"]["exec"]["command"]
    ready = SERVER["readinessProbe"]

    assert delay > ready["periodSeconds"] * ready["failureThreshold"]
    assert SERVERS["terminationGracePeriodSeconds"] >= int(pause) + delay + drain + 10


def test_an_update_and_an_eviction_leave_enough_servers():
    update = ALL["Deployment"]["spec"]["strategy"]["rollingUpdate"]

    assert update == {"maxUnavailable": 0, "maxSurge": 1}
    assert ALL["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
    assert ALL["HorizontalPodAutoscaler"]["spec"]["minReplicas"] >= 3
    assert "replicas" not in ALL["Deployment"]["spec"], "the autoscaler's number would be undone"


def test_all_mean_the_same_pods():
    labels = ALL["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = [
        ALL["Deployment"]["spec"]["selector"]["matchLabels"],
        ALL["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        ALL["Service"]["spec"]["selector"],
        *(each["labelSelector"]["matchLabels"] for each in SERVERS["topologySpreadConstraints"]),
    ]
    [guarded] = ALL["NetworkPolicy"]["spec"]["podSelector"]["matchExpressions"]

    assert selectors == [labels] * len(selectors)
    assert labels["app.kubernetes.io/name"] in guarded["values"]
    assert ALL["Job"]["spec"]["template"]["metadata"]["labels"] != labels, "it serves nobody"
    assert ALL["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == "aicc"


def test_whoever_runs_may_write_nowhere_else_and_is_nobody():
    for pod in PODS.values():
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsUser"] == 10001
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert pod["automountServiceAccountToken"] is False
        volumes = {volume["name"] for volume in pod["volumes"]}
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes


def test_nothing_sticks_to_a_server():
    assert ALL["Service"]["spec"]["sessionAffinity"] == "None"
    annotations = ALL["Ingress"]["metadata"]["annotations"]
    assert [name for name in annotations if "affinity" in name or "hash" in name] == []


def test_the_ingress_leads_to_every_address_of_ours_and_not_to_the_figures():
    [rule] = ALL["Ingress"]["spec"]["rules"]
    paths = {each["path"].strip("/").split("/")[0] for each in rule["http"]["paths"]}
    routed = {str(each.pattern).split("/")[0] for each in get_resolver().url_patterns}

    assert paths - {""} == OUR_FIRST_PARTS - {"metrics"}
    assert routed - {"metrics"} <= paths
    assert rule["host"] in SETTINGS["AICC_ALLOWED_HOSTS"]


def test_autoscaling_goes_by_a_figure_that_we_have():
    from prometheus_client import REGISTRY

    wanted = [
        metric["pods"]["metric"]["name"]
        for metric in ALL["HorizontalPodAutoscaler"]["spec"]["metrics"]
        if metric["type"] == "Pods"
    ]

    assert wanted
    assert set(wanted) <= {family.name for family in REGISTRY.collect()}
