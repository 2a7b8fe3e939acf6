"""An example of the whole process, with invented people, plainly marked as such."""

from sbcp.demo.build import build, how_to_sign_in, whom_to_try_first

__all__ = ["build", "how_to_sign_in", "whom_to_try_first"]
