"""Reading a table of samples: whatever people have, read once, and every decision said.

    source -> bytes -> lines -> layout (delimiter, decimal mark, header) -> columns -> numbers -> Table
                  \\-> array (.npy, .npz) or frame (.parquet, pandas) ----------^

What could be read in two ways is refused with the option that decides it.
"""

from linear_ae.reading.read import read
from linear_ae.reading.table import Table

__all__ = ["Table", "read"]
