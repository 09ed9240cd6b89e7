'use strict';
// Express in front of sharp. The pixels are worked on by libuv's thread pool, not by the event loop.

const express = require('express');
const sharp = require('sharp');

const BODY_LIMIT = '64mb';
const QUALITY = { jpeg: 80, webp: 80, avif: 50 };

function encode(image, format, quality) {
  const q = { quality: quality || QUALITY[format] };
  if (format === 'png') return image.png({ compressionLevel: 6 });
  if (format === 'webp') return image.webp({ ...q, effort: 4 });
  if (format === 'avif') return image.avif({ ...q, effort: 4, chromaSubsampling: '4:2:0' });
  return image.jpeg({ ...q, chromaSubsampling: '4:2:0' });
}

function number(text) {
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

async function answer(res, image, format, quality) {
  res.type(format).send(await encode(image, format, quality).toBuffer());
}

// Without format= the result has the format of the input, as everywhere in this comparison.
async function formatOf(req) {
  return req.query.format || (await sharp(req.body).metadata()).format;
}

const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.use(express.raw({ type: () => true, limit: BODY_LIMIT }));

app.get('/ping', (req, res) => res.type('text').send('pong'));

app.post('/resize', async (req, res) => {
  const { width, height, fit } = req.query;
  const image = sharp(req.body).autoOrient().resize({
    width: number(width), height: number(height), fit: fit || 'inside', withoutEnlargement: true,
  });
  await answer(res, image, await formatOf(req), number(req.query.quality));
});

app.post('/rotate', async (req, res) => {
  const image = sharp(req.body).autoOrient().rotate(number(req.query.angle));
  await answer(res, image, await formatOf(req), number(req.query.quality));
});

// sharp orders its steps itself and turns before it cuts, so the square is given as it lies then.
app.post('/pipeline', async (req, res) => {
  const { width, height, autoOrient } = await sharp(req.body).metadata();
  const [w, h] = autoOrient ? [autoOrient.width, autoOrient.height] : [width, height];
  const tall = Math.round(h * 1200 / w);
  const image = sharp(req.body).autoOrient().resize({ width: 1200 })
    .extract({ left: tall - 480 - Math.floor((tall - 480) / 2), top: 360, width: 480, height: 480 })
    .rotate(90).grayscale().toColourspace('b-w').sharpen({ sigma: 0.7, m1: 0, m2: 1.5, x1: 2 });
  await answer(res, image, 'jpeg', number(req.query.quality));
});

// Express tells errors by their fourth argument.
app.use((error, req, res, next) => { // eslint-disable-line no-unused-vars
  res.status(error.status || 422).type('text').send(error.message);
});

app.listen(Number(process.env.PORT || 8082), '127.0.0.1');
