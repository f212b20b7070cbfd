"""The customer's side."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from aicc import logging
from chat import pii


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        if pii.mask not in logging.masks:
            logging.masks.append(pii.mask)
