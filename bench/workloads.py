"""What is asked of every server. One row is one workload."""

from dataclasses import dataclass
from urllib.parse import quote

# The same five steps as peers/README.md has them.
PIPELINE = quote('{"steps":[{"op":"resize","width":1200},{"op":"crop","width":480,"height":480},'
                 '{"op":"rotate","angle":90},{"op":"grayscale"},'
                 '{"op":"sharpen","sigma":0.7,"amount":1.5}],'
                 '"output":{"format":"jpeg","quality":80}}')

JPEG, WEBP = "format=jpeg&quality=80", "format=webp&quality=80"
# Our effort 6 and libvips' effort 4 are both aom's speed 5.
AVIF, AVIF_OURS = "format=avif&quality=50", "format=avif&quality=50&effort=6"


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    inputs: str  # photos: all of build/photos in turn; photo6, png: made by inputs.sh
    ours: str
    peers: str
    shape: str  # what the answer must be: resize, cover, rotate, or none (definitions differ)
    size: tuple = ()
    crowd: int = 2  # connections, times the workers
    unable: tuple = ()  # servers whose library cannot do it
    goals: tuple = ()  # (peer, images/s at least, CPU s/image at most) as ratios


def _resize(name, title, inputs, query, size, ours_query=None, shape="resize", **more):
    return Workload(name, title, inputs, f"/v1/resize?{ours_query or query}", f"/resize?{query}",
                    shape, size, **more)


WORKLOADS = [
    _resize("photo6-720", "6 MP JPEG to 720 wide", "photo6", f"width=720&{JPEG}", (720,)),
    _resize("photo-720", "8 to 11 MP JPEG to 720 wide", "photos", f"width=720&{JPEG}", (720,),
            goals=(("express-sharp", 2.0, 0.5),)),
    _resize("photo-256", "8 to 11 MP JPEG to a 256x256 cover", "photos",
            f"width=256&height=256&fit=cover&{JPEG}", (256, 256), shape="cover",
            goals=(("express-sharp", 2.0, None),)),
    _resize("photo-1600", "8 to 11 MP JPEG to 1600 wide", "photos", f"width=1600&{JPEG}", (1600,)),
    _resize("webp-720", "8 to 11 MP JPEG to WebP, 720 wide", "photos", f"width=720&{WEBP}", (720,),
            unable=("express-jimp",)),
    _resize("png-720", "3 MP PNG with alpha to PNG, 720 wide", "png", "width=720&format=png", (720,),
            goals=(("express-sharp", 4.0, None),)),
    # Ours is asked for no quality: it then turns the coefficients, and nothing is lost or encoded anew.
    Workload("rotate-90", "8 to 11 MP JPEG turned by 90 degrees", "photos",
             "/v1/rotate?angle=90&format=jpeg", f"/rotate?angle=90&{JPEG}", "rotate",
             goals=(("express-sharp", 5.0, None),)),
    Workload("pipeline", "8 to 11 MP JPEG through five steps", "photos",
             f"/v1/pipeline?plan={PIPELINE}", "/pipeline", "none", (480, 480)),
    _resize("avif-720", "8 to 11 MP JPEG to AVIF, 720 wide", "photos", f"width=720&{AVIF}", (720,),
            ours_query=f"width=720&{AVIF_OURS}", unable=("express-jimp",)),
    _resize("overload", "6 MP JPEG to 720 wide, 50 clients a core", "photo6", f"width=720&{JPEG}",
            (720,), crowd=50),
]
BY_NAME = {workload.name: workload for workload in WORKLOADS}
