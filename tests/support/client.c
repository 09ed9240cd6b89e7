#include "tests/support/client.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_SECONDS = 45 };

struct client {
    CURL *curl;
    int port;
};

struct upload {
    struct span left;
};

static size_t add_header(char *data, size_t size, size_t n, void *into)
{
    struct answer *answer = into;

    /* Each response starts anew, so that an interim one leaves no fields behind. */
    if (n >= 5 && memcmp(data, "HTTP/", 5) == 0) {
        answer->interim += answer->headers.len > 0;
        buf_clear(&answer->headers);
    }
    buf_add(&answer->headers, data, size * n);
    return size * n;
}

static size_t add_body(char *data, size_t size, size_t n, void *into)
{
    struct answer *answer = into;

    buf_add(&answer->body, data, size * n);
    return size * n;
}

static size_t give_body(char *data, size_t size, size_t n, void *from)
{
    struct upload *upload = from;
    const struct span piece = span_cut(upload->left, 0, size * n);

    if (piece.len > 0)
        memcpy(data, piece.data, piece.len);
    upload->left = span_cut(upload->left, piece.len, upload->left.len);
    return piece.len;
}

struct client *client_new(int port)
{
    struct client *client = calloc(1, sizeof(*client));

    if (client == NULL)
        return NULL;
    client->port = port;
    client->curl = curl_easy_init();
    if (client->curl)
        return client;
    free(client);
    return NULL;
}

void client_free(struct client *client)
{
    curl_easy_cleanup(client->curl);
    free(client);
}

static struct curl_slist *header_list(const struct ask *ask)
{
    struct curl_slist *list = NULL;

    for (const char *const *header = ask->headers; header && *header; header++)
        list = curl_slist_append(list, *header);
    if (ask->chunked)
        list = curl_slist_append(list, "Transfer-Encoding: chunked");
    /* Only what a test asks for: no surprise of the library's own. */
    list = curl_slist_append(list, "Content-Type:");
    return curl_slist_append(list, "Expect:");
}

static void set_body(CURL *curl, const struct ask *ask, struct upload *upload)
{
    if (ask->body.data == NULL)
        return;
    upload->left = ask->body;
    (void)curl_easy_setopt(curl, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
    (void)curl_easy_setopt(curl, CURLOPT_READDATA, upload);
    if (!ask->chunked)
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
}

static void set_method(CURL *curl, const struct ask *ask)
{
    if (ask->method && strcmp(ask->method, "HEAD") == 0)
        (void)curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else if (ask->method)
        (void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
}

bool client_ask(struct client *client, const struct ask *ask, struct answer *answer)
{
    CURL *curl = client->curl;
    char url[64];
    long status = 0;
    long connects = 0;
    struct upload upload;
    struct curl_slist *headers = header_list(ask);

    answer_clear(answer);
    curl_easy_reset(curl);
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", client->port);
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, ask->target);
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ASK_SECONDS);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, add_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, add_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    set_body(curl, ask, &upload);
    set_method(curl, ask);
    const bool answered = curl_easy_perform(curl) == CURLE_OK;

    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
    curl_slist_free_all(headers);
    answer->status = answered ? (int)status : 0;
    answer->connects = (int)connects;
    return answered;
}

static bool ask_once(int port, const struct ask *ask, struct answer *answer)
{
    struct client *client = client_new(port);

    if (client == NULL)
        return false;
    const bool answered = client_ask(client, ask, answer);

    client_free(client);
    return answered;
}

bool client_get(int port, const char *target, struct answer *answer)
{
    return ask_once(port, &(struct ask){.target = target}, answer);
}

bool client_post(int port, const char *target, struct span body, struct answer *answer)
{
    return ask_once(port, &(struct ask){.target = target, .body = body}, answer);
}
