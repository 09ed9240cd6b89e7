"""Django in front of Pillow, settings and all in one file; uWSGI runs one process a core."""

import secrets

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

import pillow_images

# What `manage.py check --deploy` asks for and a service without sessions, users or HTML can use.
settings.configure(
    DEBUG=False,
    SECRET_KEY=secrets.token_urlsafe(50),
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware",
                "django.middleware.common.CommonMiddleware"],
    DATA_UPLOAD_MAX_MEMORY_SIZE=pillow_images.BODY_LIMIT,
    USE_TZ=True,
)


@require_GET
def ping(request):
    return HttpResponse("pong", content_type="text/plain")


@csrf_exempt
@require_POST
def work(request, name):
    try:
        data, mime = pillow_images.WORK[name](request.body, request.GET.dict())
    except (OSError, ValueError, KeyError) as error:
        return HttpResponse(str(error), status=422, content_type="text/plain")
    return HttpResponse(data, content_type=mime)


urlpatterns = [path("ping", ping)] + [
    path(name, work, {"name": name}) for name in pillow_images.WORK]
app = get_wsgi_application()
