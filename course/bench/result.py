"""What every bench returns."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Result:
    """One bench's figures, with the machine and the settings that they hold for.

    bench: its name.  machine: `measure.machine.describe()`.  settings: what was run, JSON-able.
    figures: name -> number.  inconclusive: names of figures whose spread straddles their target.
    """

    bench: str
    machine: dict
    settings: dict
    figures: dict[str, float]
    inconclusive: list[str] = field(default_factory=list)

    def as_json(self):
        """The object that `course bench NAME --json` prints."""
        return asdict(self)

    def table(self):
        """The figures as a table for the terminal."""
        from rich.table import Table

        table = Table(title=f"course bench {self.bench}", caption=self.machine.get("cpu", "this machine"))
        table.add_column("figure")
        table.add_column("value", justify="right")
        table.add_column("")
        for name, value in self.figures.items():
            table.add_row(name, f"{value:.3g}", "inconclusive" if name in self.inconclusive else "")
        return table
