"""The process that opens one file."""

from service.intake.messages import of_source, reply
from service.intake.reading import read_file


def main(filename: str) -> None:
    """Read standard input as the file of that name."""
    reply(lambda content: of_source(read_file(content, filename)))
