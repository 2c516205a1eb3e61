"""Small real pictures for tests."""

from functools import cache
from io import BytesIO

from PIL import ExifTags, Image


@cache
def tiny_jpeg(shade: int = 0) -> bytes:
    """An 8 × 8 JPEG; each shade has other bytes."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (200, 30 + shade * 20 % 200, 90)).save(out, "JPEG")
    return out.getvalue()


@cache
def wide_gamut() -> bytes:
    """A colour profile as phones write it: the primaries of Display P3 (adapted to D50) with a gamma of 2.2."""

    def fixed(*values: float) -> bytes:
        return b"".join(round(value * 65536).to_bytes(4, "big", signed=True) for value in values)

    curve = b"curv" + bytes(4) + (1).to_bytes(4, "big") + round(2.2 * 256).to_bytes(2, "big") + bytes(2)
    name = b"desc" + bytes(4) + (5).to_bytes(4, "big") + b"wide\0" + bytes(78) + bytes(1)
    tags = {
        b"desc": name, b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1.0, 0.8249), b"rXYZ": b"XYZ " + bytes(4) + fixed(0.5151, 0.2412, -0.0011),
        b"gXYZ": b"XYZ " + bytes(4) + fixed(0.2920, 0.6922, 0.0419), b"bXYZ": b"XYZ " + bytes(4) + fixed(0.1571, 0.0666, 0.7841),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    at, table, data = 128 + 4 + 12 * len(tags), b"", b""
    for tag, said in tags.items():
        table += tag + (at + len(data)).to_bytes(4, "big") + len(said).to_bytes(4, "big")
        data += said + bytes(-len(said) % 4)
    head = bytes(8) + b"\x02\x10\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28) + fixed(0.9642, 1.0, 0.8249) + bytes(48)
    whole = head + len(tags).to_bytes(4, "big") + table + data
    return len(whole).to_bytes(4, "big") + whole[4:]


@cache
def phone_photo() -> bytes:
    """As a phone takes it: 3000 × 2250, held upright (the file lies on its side), with the place where it was taken."""
    picture = Image.linear_gradient("L").resize((3000, 2250))
    picture = Image.merge("RGB", (picture, picture.rotate(180), Image.new("L", picture.size, 140)))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.GPSInfo] = {1: "N", 2: (31.0, 13.0, 48.0), 3: "E", 4: (121.0, 28.0, 25.0)}
    out = BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()
