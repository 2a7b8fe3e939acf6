"""How many people come, for how long."""

from dataclasses import dataclass, replace

PARTS = ("closing", "campaign", "held", "memory")


@dataclass(frozen=True)
class Hour:
    """reads, sends: pages that are asked for, and responses that are sent, in a second. slow: clients that
    hold a connection and say nothing, or a byte of a header from time to time. workers: processes of the
    server. before: comments that the round has already. text: paragraphs. sample: seconds between two looks
    at the memory. Seconds of each part: ``closing``, ``campaign``, ``memory``, and ``held``, of which the
    lock is held for ``lock``. campaign_sends: identical responses in a second. calm: by what fewer people
    come in mixed use."""

    reads: float = 40
    sends: float = 8
    slow: int = 100
    workers: int = 2
    before: int = 1000
    text: int = 1000
    sample: float = 30
    closing: float = 120
    campaign: float = 570
    memory: float = 300
    held: float = 30
    lock: float = 14
    campaign_sends: float = 10_000 / 570  # ten thousand, and some time is left of ten minutes
    calm: float = 4

    def seconds(self, part: str) -> float:
        """How long people come in that part."""
        return float(getattr(self, part))

    def responses(self, part: str) -> int:
        """How many are sent in that part."""
        return max(1, round(self.rates(part)[1] * self.seconds(part)))

    def rates(self, part: str) -> tuple[float, float]:
        """How many readers and submitters come in a second in that part."""
        if part == "memory":
            return self.reads / self.calm, self.sends / self.calm
        return self.reads, self.campaign_sends if part == "campaign" else self.sends

    def shorter(self, seconds: float) -> "Hour":
        """The same people for so many seconds in each part; the lock is held as long as ever."""
        sample = min(self.sample, seconds / 4)
        return replace(
            self,
            closing=seconds,
            campaign=seconds,
            memory=seconds,
            held=max(seconds, self.lock + 6),
            sample=sample,
        )


# Its figures say nothing: it shows that every part still runs.
SMOKE = Hour(
    reads=20,
    sends=5,
    slow=4,
    workers=1,
    before=20,
    text=50,
    sample=0.5,
    closing=1,
    campaign=0.5,
    memory=0.5,
    held=2,
    lock=0.3,
    campaign_sends=20,
    calm=1,
)
