"""A scarce thing is shared: short work first, nobody's much before another's little."""

import asyncio

import pytest

from aicc.platform.load.fair_line import FairLine, LineIsFull, give_way, let_go


class Office:
    """Whoever comes is noted when they are let in, and stays until they are told to leave."""

    def __init__(self, **options):
        self.line = FairLine(options.pop("places", 1), **options)
        self.served, self.ends, self.visits = [], {}, {}

    async def comes(self, name, who=None, cost=1.0):
        self.ends[name] = asyncio.Event()
        self.visits[name] = asyncio.create_task(self.visit(name, who or name, cost))
        await self.settles()

    async def visit(self, name, who, cost):
        async with self.line.place(who, cost):
            self.served.append(name)
            await self.ends[name].wait()

    async def leaves(self, name):
        self.ends[name].set()
        await self.visits[name]
        await self.settles()

    async def settles(self):
        for _ in range(5):
            await asyncio.sleep(0)

    async def serves_all(self):
        """Each leaves as soon as they were served; the order in which they were."""
        while len(self.served) < len(self.visits):
            left = len(self.served)
            for name in self.served[:left]:
                await self.leaves(name)
        for name in self.served:
            await self.leaves(name)
        return self.served


async def test_short_work_passes_long_work_that_came_before_it():
    office = Office()
    await office.comes("first")
    await office.comes("long", cost=20)
    await office.comes("short", cost=1)

    assert await office.serves_all() == ["first", "short", "long"]


async def test_who_asks_for_much_does_not_keep_another_waiting():
    office = Office()
    await office.comes("first")
    for number in range(5):
        await office.comes(f"much {number}", who="much")
    await office.comes("once")

    served = await office.serves_all()

    assert served.index("once") == 2
    assert [name for name in served if name.startswith("much")] == [
        f"much {number}" for number in range(5)
    ]


async def test_long_work_is_not_overtaken_for_ever():
    office = Office()
    await office.comes("first")
    await office.comes("long", cost=10)

    for number in range(100):  # somebody new with short work, for ever
        await office.comes(f"short {number}")
        await office.leaves(office.served[-1])
        if "long" in office.served:
            break

    assert "long" in office.served
    assert number <= 10


async def test_long_work_leaves_places_to_short_work_however_much_of_it_there_is():
    office = Office(places=3, heavy=10, heavy_places=1)
    for number in range(5):
        await office.comes(f"long {number}", cost=10)
    assert office.served == ["long 0"]

    await office.comes("short")

    assert office.served == ["long 0", "short"]
    await office.leaves("long 0")
    assert office.served == ["long 0", "short", "long 1"]


async def test_who_leaves_the_line_is_not_waited_for():
    office = Office()
    await office.comes("first")
    await office.comes("gone")
    await office.comes("next")

    office.visits["gone"].cancel()
    await office.settles()
    assert len(office.line) == 1
    await office.leaves("first")

    assert office.served == ["first", "next"]


async def test_who_is_called_and_leaves_at_that_very_moment_gives_the_place_back():
    office = Office()
    await office.comes("first")
    await office.comes("gone")
    await office.comes("next")

    office.ends["first"].set()
    office.visits["gone"].cancel()
    await office.settles()

    assert office.served == ["first", "next"]
    assert sum(office.line.inside.values()) == 1


async def test_a_full_line_refuses_whoever_waits_already_and_lets_others_wait():
    office = Office(most=2, most_each=10)
    await office.comes("first")
    await office.comes("one", who="flood")
    await office.comes("two", who="flood")

    with pytest.raises(LineIsFull):
        async with office.line.place("flood"):
            raise AssertionError("it was let in")
    await office.comes("neighbour")

    assert "neighbour" in await office.serves_all()


async def test_one_name_waits_only_so_often():
    office = Office(most_each=1)
    await office.comes("first", who="flood")
    await office.comes("one", who="flood")

    with pytest.raises(LineIsFull):
        async with office.line.place("flood"):
            raise AssertionError("it was let in")


async def test_a_place_that_is_given_back_early_is_given_back_once():
    line = FairLine(1)

    async with line.place("lin"):
        let_go()
        let_go()
        async with line.place("raj"):
            assert sum(line.inside.values()) == 1

    assert sum(line.inside.values()) == 0
    let_go()  # nobody is here


async def test_nothing_is_remembered_of_those_who_left():
    office = Office()
    for number in range(20):
        await office.comes(f"{number}")
    await office.serves_all()

    assert not office.line.last
    assert not office.line.waiting_of
    assert not len(office.line)


async def test_who_has_left_costs_nothing_to_leave_again():
    class Waiting(list):
        def __contains__(self, ticket):
            raise AssertionError("looked for among those who wait")

    line = FairLine(1)
    async with line.place("first") as leave:
        leave()
        line.waiting = {False: Waiting(), True: Waiting()}
        leave()


LONG = 3_600.0  # seconds; nobody waits for them


async def never():
    raise AssertionError("waited for again")


async def gives_way(line, cost):
    async with line.place("who", cost):
        await give_way(LONG)


async def test_between_its_steps_long_work_lets_short_work_pass():
    office = Office(places=4, heavy=10)
    await office.comes("short")

    long = asyncio.create_task(gives_way(office.line, 10))
    await asyncio.wait_for(gives_way(office.line, 1), LONG)  # short work waits for nobody
    await office.settles()
    assert not long.done()
    await office.leaves("short")

    await asyncio.wait_for(long, LONG)


async def test_where_short_work_always_comes_long_work_goes_on_all_the_same():
    office = Office(places=4, heavy=10)
    await office.comes("short")

    async with office.line.place("long", 10):
        await asyncio.wait_for(give_way(0.001), LONG)
        office.line.no_light.wait = never  # it has waited as long as it will, in all its steps
        await give_way(0.001)

    await office.leaves("short")


async def test_long_work_that_gave_its_place_back_gives_way_no_more():
    line = FairLine(4, heavy=10)
    async with line.place("long", 10):
        let_go()
        async with line.place("short"):
            pass
        line.no_light.clear()  # as if short work were there
        await give_way(LONG)
