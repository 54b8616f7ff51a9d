"""A phone, a laptop and a server as budgets: does it fit, how long does it take, how long does a charge last.

Phone and laptop are round numbers, assumed for the sake of the argument: put in those of your own.  The
server is one accelerator, by the figures that its basis names: NVIDIA's data sheet rounds to 67 TFLOP/s, and
66.9 is what https://glennklockwood.com/garden/processors/h100 gives.
"""

from dataclasses import dataclass

from course.hardware import energy

GIGA = 1e9
JOULES_PER_WATT_HOUR = 3600


@dataclass(frozen=True)
class Device:
    """What one may use up.

    memory_bytes.  operations_per_second: in FP32, a multiply-add being two; shorter formats go faster by as
    much as they are shorter.  bytes_per_second: from DRAM.  watt_hours: of the battery, None for a plug.
    basis: where the figures are from.
    """

    name: str
    memory_bytes: float
    operations_per_second: float
    bytes_per_second: float
    watt_hours: float | None
    basis: str

    @property
    def ridge(self):
        """Operations for a byte at which computing and fetching take equally long, in FP32."""
        return self.operations_per_second / self.bytes_per_second


ASSUMED = "assumed, round"
PHONE = Device("phone", 8 * GIGA, 500 * GIGA, 50 * GIGA, 15, ASSUMED)
LAPTOP = Device("laptop", 16 * GIGA, 1000 * GIGA, 100 * GIGA, 50, ASSUMED)
SERVER = Device(
    "server", 80 * GIGA, 66_900 * GIGA, 3350 * GIGA, None,
    "one NVIDIA H100 SXM5 of 2022, without tensor cores: data sheet, NVIDIA H100 Tensor Core GPU",
)  # fmt: skip
DEVICES = {device.name: device for device in (PHONE, LAPTOP, SERVER)}


@dataclass(frozen=True)
class Budget:
    """What becomes of a pass on a device.

    fits: the weights take no more than the memory.  seconds: of one pass, at the least.  bound: "compute" or
    "memory", whichever takes longer.  joules: by the model of `energy`.  passes_per_charge: the battery's
    joules by those of a pass, None without a battery.
    """

    fits: bool
    seconds: float
    bound: str
    joules: float
    passes_per_charge: float | None


def budget(work, device, weights_in="DRAM"):
    """The Budget of an `energy.Work` on a Device; weights that live on the chip need not come from DRAM."""
    computing, fetching = seconds_of(work, device, weights_in)
    joules = energy.of_work(work, weights_in).joules
    charge = None if device.watt_hours is None else device.watt_hours * JOULES_PER_WATT_HOUR / joules
    bound = "memory" if fetching > computing else "compute"
    fits = work.stored_bytes <= device.memory_bytes
    return Budget(fits, max(computing, fetching), bound, joules, charge)


def seconds_of(work, device, weights_in="DRAM"):
    """(computing, fetching): the seconds that each takes at the device's full speed; they overlap."""
    speed = device.operations_per_second * 32 / energy.bits_of(work.fmt)
    fetching = work.weight_bytes / device.bytes_per_second if weights_in == "DRAM" else 0.0
    return 2 * work.multiply_adds / speed, fetching
