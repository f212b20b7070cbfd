"""A history of any size to measure the back office on; `seed_demo` makes one to look at."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from aicc.platform.command_arguments import seed as seed_argument
from aicc.platform.command_arguments import whole_number
from chat.articles import citations
from chat.backoffice import indexer
from chat.models import Conversation, Message
from chat.seeding import history, judgements
from handover import reporting


class Command(BaseCommand):
    help = (
        "Fill the tables with invented conversations, judged, reviewed, indexed and counted as in "
        "life. Not in production. Repeating it with the same numbers adds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--conversations", type=whole_number(1, 100_000_000), default=1_000, help="how many"
        )
        parser.add_argument(
            "--messages",
            type=whole_number(1, 1_000_000_000),
            default=10_000,
            help="in all of them, about",
        )
        parser.add_argument(
            "--days", type=whole_number(1, 3650), default=60, help="how far back they reach"
        )
        parser.add_argument(
            "--agents", type=whole_number(1, 10_000), default=40, help="who took a quarter of them"
        )
        parser.add_argument(
            "--seed", type=seed_argument, default=1, help="another seed, another history"
        )

    def handle(
        self, *, conversations: int, messages: int, days: int, agents: int, seed: int, **o: Any
    ) -> None:
        if settings.AICC_PRODUCTION:
            raise CommandError("Invented conversations are not for production.")
        past = history.History(
            conversations=conversations,
            messages=messages,
            days=days,
            seed=seed,
            crew=history.agents(agents),
        )
        with tqdm(total=conversations, desc="conversations", disable=None) as bar:
            for made in past.write():
                bar.update(made)
        with tqdm(total=Conversation.objects.count(), desc="signs, search", disable=None) as bar:
            while done := indexer.keep_up(steps=1, at_once=1_000):
                bar.update(done)
        with tqdm(total=days, desc="reviews", disable=None) as bar:
            judged = judgements.Judgements(conversations=conversations, days=days, seed=seed)
            for _ in judged.write():
                bar.update()
        with tqdm(desc="citations", disable=None) as bar:
            while done := citations.count(settled=timedelta(0)):
                bar.update(done)
        self.count_hours()
        self.stdout.write(
            f"{Conversation.objects.count()} conversations, {Message.objects.count()} messages"
        )

    def count_hours(self) -> None:
        """The dashboard's figures, as `roll_up` counts them."""
        left = reporting.keep_up(every=timedelta(0)) or 0
        with tqdm(total=left, desc="figures", unit="h", disable=None) as bar:
            while left:
                before, left = left, reporting.keep_up() or 0
                bar.update(before - left)
