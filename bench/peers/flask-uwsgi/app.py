"""Flask in front of Pillow; uWSGI runs one process a core."""

from flask import Flask, Response, request

import pillow_images

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = pillow_images.BODY_LIMIT


@app.get("/ping")
def ping():
    return Response("pong", mimetype="text/plain")


@app.post("/<any(resize, rotate, pipeline):name>")
def work(name):
    try:
        data, mime = pillow_images.WORK[name](request.get_data(cache=False), request.args.to_dict())
    except (OSError, ValueError, KeyError) as error:
        return Response(str(error), status=422, mimetype="text/plain")
    return Response(data, mimetype=mime)
