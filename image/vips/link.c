#include "image/vips/link.h"

#include <lcms2.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

/* Both ways of a picture's own profile, and one of another. A profile of a press has 0.5 to 2 MB
 * (those of ECI and of the ICC's registry); larger ones are used, but not kept. */
enum { SLOTS = 3, KEPT_BYTES = 3 << 20 };

struct link {
    struct link_key key;
    cmsHTRANSFORM transform;
    unsigned users; /* pictures, and the slot; under the lock */
    unsigned char inks[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct link *slots[SLOTS]; /* the last used first */

static bool is_key(const struct link_key *key, const struct link_key *other)
{
    return key->way == other->way && key->len == other->len && strcmp(key->rgb, other->rgb) == 0 &&
           memcmp(key->inks, other->inks, key->len) == 0;
}

/* A profile that lcms has read; NULL: it is none, or not of this space. */
static cmsHPROFILE profile_of(const void *data, size_t len, cmsColorSpaceSignature space)
{
    const cmsHPROFILE profile = cmsOpenProfileFromMem(data, (cmsUInt32Number)len);

    if (profile && cmsGetColorSpace(profile) == space)
        return profile;
    if (profile)
        (void)cmsCloseProfile(profile);
    return NULL;
}

static cmsHPROFILE named_profile(const char *name)
{
    cmsHPROFILE profile = NULL;
    VipsBlob *blob = NULL;
    size_t len;

    if (vips_profile_load(name, &blob, NULL) != 0)
        return NULL;
    const void *data = vips_blob_get(blob, &len);

    profile = profile_of(data, len, cmsSigRgbData); /* which copies it */
    vips_area_unref(VIPS_AREA(blob));
    return profile;
}

static cmsHTRANSFORM transform_of(const struct link_key *key)
{
    const cmsHPROFILE inks = profile_of(key->inks, key->len, cmsSigCmykData);
    const cmsHPROFILE rgb = inks ? named_profile(key->rgb) : NULL;
    cmsHTRANSFORM transform = NULL;

    /* Without lcms's cache of one pixel a transform may be used by threads at once. */
    if (rgb && key->way == LINK_INTO_RGB)
        transform = cmsCreateTransform(inks, TYPE_CMYK_8, rgb, TYPE_RGB_8,
                                       INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);
    else if (rgb)
        transform = cmsCreateTransform(rgb, TYPE_RGB_8, inks, TYPE_CMYK_8,
                                       INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);
    if (rgb)
        (void)cmsCloseProfile(rgb);
    if (inks)
        (void)cmsCloseProfile(inks);
    return transform;
}

/* Only what is kept needs its key. NULL: no memory, or profiles that do not go together. */
static struct link *link_new(const struct link_key *key, bool keep)
{
    struct link *link = malloc(sizeof(*link) + (keep ? key->len : 0));
    const cmsHTRANSFORM transform = link ? transform_of(key) : NULL;

    if (transform == NULL) {
        free(link);
        return NULL;
    }
    if (keep) {
        memcpy(link->inks, key->inks, key->len);
        link->key = *key;
        link->key.inks = link->inks;
    }
    link->transform = transform;
    link->users = 1;
    return link;
}

/* The caller holds the lock. */
static void drop(struct link *link)
{
    if (link == NULL || --link->users > 0)
        return;
    cmsDeleteTransform(link->transform);
    free(link);
}

static void to_front(struct link *link, size_t from)
{
    for (size_t i = from; i > 0; i--)
        slots[i] = slots[i - 1];
    slots[0] = link;
}

static struct link *kept(const struct link_key *key)
{
    for (size_t i = 0; i < SLOTS && slots[i]; i++) {
        struct link *link = slots[i];

        if (is_key(&link->key, key)) {
            to_front(link, i);
            link->users++;
            return link;
        }
    }
    return NULL;
}

struct link *link_take(const struct link_key *key)
{
    (void)pthread_mutex_lock(&lock);
    struct link *link = kept(key);

    if (link == NULL) {
        const bool keep = key->len <= KEPT_BYTES;

        link = link_new(key, keep);
        if (link && keep) {
            drop(slots[SLOTS - 1]);
            to_front(link, SLOTS - 1);
            link->users++;
        }
    }
    (void)pthread_mutex_unlock(&lock);
    return link;
}

void link_give(struct link *link)
{
    (void)pthread_mutex_lock(&lock);
    drop(link);
    (void)pthread_mutex_unlock(&lock);
}

void link_clear(void)
{
    (void)pthread_mutex_lock(&lock);
    for (size_t i = 0; i < SLOTS; i++) {
        drop(slots[i]);
        slots[i] = NULL;
    }
    (void)pthread_mutex_unlock(&lock);
}

void link_run(const struct link *link, const void *from, void *to, int width)
{
    cmsDoTransform(link->transform, from, to, (cmsUInt32Number)width);
}
