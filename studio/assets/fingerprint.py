"""A picture's perceptual fingerprint: near pictures have near fingerprints, whatever their size, format or quality.

dHash: the grey picture at 9×8, one bit per pixel for "lighter than its right neighbour"; 64 bits as 16 hex digits.
"""

import numpy as np
from PIL import Image

NEAR = 10  # bits of 64: re-coded and resized copies differ by fewer, other pictures by about 32


def fingerprint(picture: Image.Image) -> str:
    """The picture's fingerprint, 16 hex digits."""
    small = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
    bits = np.packbits(small[:, 1:] > small[:, :-1])
    return bits.tobytes().hex()


def apart(first: str, second: str) -> int:
    """In how many of 64 bits two fingerprints differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()
