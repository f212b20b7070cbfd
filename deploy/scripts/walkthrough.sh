#!/bin/bash
# From a clean clone to the chat behind nginx on http://localhost, and again with TLS: every step
# of the quick start, walked on this machine without a container engine. As root on Debian:
#   bash deploy/scripts/walkthrough.sh
# Its port 80 lies in a network of its own, so nothing that runs here is in its way.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PATH:/usr/sbin:/sbin

bash deploy/scripts/system-packages.sh
sh deploy/scripts/install.sh all
exec .venv/bin/python -m deploy.walkthrough
