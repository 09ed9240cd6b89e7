'use strict';
// Express in front of jimp, which is JavaScript to the last pixel: while an image is worked on, the
// event loop of that process does nothing else. One process a core, as Express recommends.

const cluster = require('node:cluster');
const os = require('node:os');

const BODY_LIMIT = '64mb';
const MIME = { jpeg: 'image/jpeg', png: 'image/png' };
// The decoder's default of 512 MB refuses what a camera makes.
const LOAD = { 'image/jpeg': { maxMemoryUsageInMB: 2048 } };
const SHARPEN = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]];

function serve() {
  const express = require('express');
  const { Jimp } = require('jimp');
  const app = express();
  const number = (text) => (text === undefined ? undefined : Number.parseInt(text, 10));

  async function answer(res, image, format, quality) {
    const mime = format ? MIME[format] : image.mime;
    if (mime === undefined) return res.status(415).type('text').send(`no ${format} here`);
    const options = mime === 'image/jpeg' ? { quality: quality || 80 } : {};
    return res.type(mime).send(await image.getBuffer(mime, options));
  }

  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(express.raw({ type: () => true, limit: BODY_LIMIT }));

  app.get('/ping', (req, res) => res.type('text').send('pong'));

  app.post('/resize', async (req, res) => {
    const { width, height, fit, format, quality } = req.query;
    if (format && !MIME[format]) return res.status(415).type('text').send(`no ${format} here`);
    const image = await Jimp.fromBuffer(req.body, LOAD);
    const box = { w: number(width), h: number(height) };
    if (fit === 'cover') image.cover(box);
    else image.resize(box);
    return answer(res, image, format, number(quality));
  });

  // jimp turns anticlockwise.
  app.post('/rotate', async (req, res) => {
    const image = await Jimp.fromBuffer(req.body, LOAD);
    image.rotate(-number(req.query.angle));
    await answer(res, image, req.query.format, number(req.query.quality));
  });

  app.post('/pipeline', async (req, res) => {
    const image = await Jimp.fromBuffer(req.body, LOAD);
    image.resize({ w: 1200 });
    image.crop({ x: 360, y: Math.floor((image.height - 480) / 2), w: 480, h: 480 })
      .rotate(-90).greyscale().convolute(SHARPEN);
    await answer(res, image, 'jpeg', number(req.query.quality));
  });

  // Express tells errors by their fourth argument.
  app.use((error, req, res, next) => { // eslint-disable-line no-unused-vars
    res.status(error.status || 422).type('text').send(error.message);
  });
  app.listen(Number(process.env.PORT || 8083), '127.0.0.1');
}

const processes = Number(process.env.PROCESSES || os.availableParallelism());
if (cluster.isPrimary && processes > 1) {
  for (let i = 0; i < processes; i++) cluster.fork();
} else {
  serve();
}
