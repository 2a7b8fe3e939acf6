"""Work that gathers and is done together: each gets what is theirs, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence

import pytest

from core.outages import WaitedLong
from sbcp.together import MOST, Gathering


class Work:
    """Doubles numbers, when it is let. It cannot do -1, and meets an outage at -2; always if ``broken``."""

    def __init__(self) -> None:
        self.done: list[list[int]] = []
        self.let, self.broken = asyncio.Event(), False

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.done.append(list(numbers))
        await self.let.wait()
        if self.broken:
            raise WaitedLong("not now")
        if -1 in numbers:
            raise ValueError("-1")
        if -2 in numbers:
            raise WaitedLong("-2")
        return [2 * number for number in numbers]


async def gathered(gathering: Gathering[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(gathering.do(number)) for number in numbers]
    await asyncio.sleep(0.01)
    return tasks


def test_those_who_come_meanwhile_are_done_in_one_go_in_their_order() -> None:
    async def story() -> None:
        work = Work()
        gathering = Gathering(work, patience=10)
        first = await gathered(gathering, 1)
        others = await gathered(gathering, *range(2, 50))
        work.let.set()
        assert await asyncio.gather(*first, *others) == [2 * number for number in range(1, 50)]
        assert work.done == [[1], list(range(2, 2 + MOST)), list(range(2 + MOST, 50))]
        assert await gathering.do(7) == 14, "and whoever comes later is alone again"

    asyncio.run(story())


def test_what_fails_for_one_fails_for_nobody_else() -> None:
    async def story() -> None:
        work = Work()
        gathering = Gathering(work, patience=10)
        tasks = await gathered(gathering, 1) + await gathered(gathering, 2, -1, 3)
        work.let.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert (results[0], results[1], results[3]) == (2, 4, 6)
        assert isinstance(results[2], ValueError)
        assert work.done == [[1], [2, -1, 3], [2], [-1], [3]]

    asyncio.run(story())


def test_an_outage_is_told_to_all_of_them_and_whoever_came_meanwhile_is_tried() -> None:
    async def story() -> None:
        work = Work()
        gathering = Gathering(work, patience=10)
        first = await gathered(gathering, 1)
        work.broken = True
        behind = await gathered(gathering, 4, 5)
        work.let.set()
        results = await asyncio.gather(*first, *behind, return_exceptions=True)
        assert all(isinstance(result, WaitedLong) for result in results)
        assert work.done == [[1], [4, 5]], "each alone would wait as long again"

    asyncio.run(story())


def test_an_outage_ends_what_is_done_one_after_another_too() -> None:
    async def story() -> None:
        work = Work()
        gathering = Gathering(work, patience=10)
        first = await gathered(gathering, 1)
        behind = await gathered(gathering, 2, -1, -2, 4, 5)
        work.let.set()
        results = await asyncio.gather(*first, *behind, return_exceptions=True)
        assert results[:2] == [2, 4]
        assert isinstance(results[2], ValueError)
        assert all(isinstance(result, WaitedLong) for result in results[3:])
        assert work.done == [[1], [2, -1, -2, 4, 5], [2], [-1], [-2]]

    asyncio.run(story())


def test_who_has_waited_for_too_long_is_sent_away_and_not_begun() -> None:
    async def story() -> None:
        work = Work()
        gathering = Gathering(work, patience=0.05)
        first = await gathered(gathering, 1)
        behind = await gathered(gathering, 4, 5)
        await asyncio.sleep(0.1)
        recent = await gathered(gathering, 6)
        work.let.set()
        results = await asyncio.gather(*first, *behind, *recent, return_exceptions=True)
        assert (results[0], results[3]) == (2, 12)
        assert all(isinstance(result, WaitedLong) for result in results[1:3])
        assert work.done == [[1], [6]]

    asyncio.run(story())


def test_who_has_gone_keeps_nobody_waiting_and_is_done_all_the_same() -> None:
    async def story() -> None:
        work = Work()
        gathering = Gathering(work, patience=10)
        [first] = await gathered(gathering, 1)
        gone, stays = await gathered(gathering, 2, 3)
        first.cancel()
        gone.cancel()
        work.let.set()
        assert await stays == 6
        assert work.done == [[1], [2, 3]]

    asyncio.run(story())


def test_where_work_does_not_give_one_for_each_nobody_waits_for_ever() -> None:
    async def story() -> None:
        async def short(numbers: Sequence[int]) -> list[int]:
            return []

        with pytest.raises(ValueError, match="0 results of 1"):
            await Gathering[int, int](short, patience=10).do(1)

    asyncio.run(story())
