"""What decides in this environment which kernels OpenBLAS runs, and so the last bits of every product of matrices."""

import os
from typing import Final

KERNELS: Final = {name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if name in os.environ}
