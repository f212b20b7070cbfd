"""The customer's side."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from aicc.platform import logging
from chat import pii, pseudonyms


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        for mask in (pseudonyms.hide_sessions, pii.mask):
            if mask not in logging.masks:
                logging.masks.append(mask)
