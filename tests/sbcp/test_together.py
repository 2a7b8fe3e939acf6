"""Work that gathers and is done together: each gets what is theirs, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence

import pytest

from core.outages import WaitedLong
from sbcp.together import MOST, Line


class Work:
    """Doubles numbers, when it is let; it cannot do -1, and is broken where ``broken`` says so."""

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
        return [2 * number for number in numbers]


async def gathered(line: Line[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(line.do(number)) for number in numbers]
    await asyncio.sleep(0.01)
    return tasks


def test_those_who_come_meanwhile_are_done_in_one_go_in_their_order() -> None:
    async def story() -> None:
        work = Work()
        line = Line(work, patience=10)
        first = await gathered(line, 1)
        others = await gathered(line, *range(2, 50))
        work.let.set()
        assert await asyncio.gather(*first, *others) == [2 * number for number in range(1, 50)]
        assert work.done == [[1], list(range(2, 2 + MOST)), list(range(2 + MOST, 50))]
        assert await line.do(7) == 14, "and whoever comes later is alone again"

    asyncio.run(story())


def test_what_fails_for_one_fails_for_nobody_else() -> None:
    async def story() -> None:
        work = Work()
        line = Line(work, patience=10)
        tasks = await gathered(line, 1) + await gathered(line, 2, -1, 3)
        work.let.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert (results[0], results[1], results[3]) == (2, 4, 6)
        assert isinstance(results[2], ValueError)
        assert work.done == [[1], [2, -1, 3], [2], [-1], [3]]

    asyncio.run(story())


@pytest.mark.parametrize(("patience", "left"), [(0.0, []), (10.0, [[4, 5]])])
def test_an_outage_is_told_to_all_of_them_and_to_those_who_have_waited_for_long(
    patience: float, left: list[list[int]]
) -> None:
    """Each alone would wait as long again."""

    async def story() -> None:
        work = Work()
        line = Line(work, patience)
        tasks = await gathered(line, 1)
        work.broken = True
        behind = await gathered(line, 4, 5)
        work.let.set()
        results = await asyncio.gather(*tasks, *behind, return_exceptions=True)
        assert all(isinstance(result, WaitedLong) for result in results)
        assert work.done == [[1], *left]

    asyncio.run(story())


def test_who_has_gone_keeps_nobody_waiting_and_is_done_all_the_same() -> None:
    async def story() -> None:
        work = Work()
        line = Line(work, patience=10)
        [first] = await gathered(line, 1)
        gone, stays = await gathered(line, 2, 3)
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

        with pytest.raises(ValueError, match="zip"):
            await Line[int, int](short, patience=10).do(1)

    asyncio.run(story())
