"""Static files under names that carry a hash of their content, for ever the same thing."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStorage(ManifestStaticFilesStorage):
    """What `collectstatic` writes where AICC_STATIC_DIR is set.

    Our scripts are ES modules without a build step: the names in their imports are
    rewritten too, or a browser would mix modules of two deployments.
    """

    support_js_module_import_aggregation = True
