"""What the two Python peers do to images: Pillow, used as its documentation advises."""

import io
import math

from PIL import Image, ImageFilter, ImageOps

BODY_LIMIT = 64 << 20
SAVE = {
    "JPEG": {"quality": 80, "optimize": True, "subsampling": "4:2:0"},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 80, "method": 4},
    "AVIF": {"quality": 50, "speed": 5, "subsampling": "4:2:0"},
}


def number(query, name, otherwise=None):
    return int(query[name]) if name in query else otherwise


def encode(image, query, source_format):
    name = query.get("format", source_format).upper()
    options = dict(SAVE[name])
    if "quality" in query:
        options["quality"] = int(query["quality"])
    out = io.BytesIO()
    image.save(out, name, **options)
    return out.getvalue(), "image/" + name.lower()


def box(image, width, height):
    """draft() measures by the box as it is given: the side that is not, follows from the other."""
    width = width or math.ceil(image.width * height / image.height)
    return width, height or math.ceil(image.height * width / image.width)


def resize(body, query):
    """thumbnail() reads a JPEG at a fraction of its size (draft) and has reducing_gap=2.0."""
    image = Image.open(io.BytesIO(body))
    source_format = image.format
    size = box(image, number(query, "width"), number(query, "height"))
    if query.get("fit") == "cover":
        image.draft(None, size)
        image = ImageOps.fit(ImageOps.exif_transpose(image), size, Image.Resampling.LANCZOS)
    else:
        image.thumbnail(size, Image.Resampling.LANCZOS)
        ImageOps.exif_transpose(image, in_place=True)
    return encode(image, query, source_format)


def rotate(body, query):
    image = Image.open(io.BytesIO(body))
    source_format = image.format
    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180,
             270: Image.Transpose.ROTATE_90}  # Pillow turns anticlockwise
    image = ImageOps.exif_transpose(image).transpose(turns[number(query, "angle")])
    return encode(image, query, source_format)


def pipeline(body, query):
    image = Image.open(io.BytesIO(body))
    image.thumbnail(box(image, 1200, None), Image.Resampling.LANCZOS)
    ImageOps.exif_transpose(image, in_place=True)
    top = (image.height - 480) // 2
    image = image.crop((360, top, 840, top + 480)).transpose(Image.Transpose.ROTATE_270)
    image = image.convert("L").filter(ImageFilter.UnsharpMask(radius=0.7, percent=150, threshold=2))
    return encode(image, {**query, "format": "jpeg"}, "JPEG")


WORK = {"resize": resize, "rotate": rotate, "pipeline": pipeline}
