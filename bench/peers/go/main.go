// An image server as one writes it in Go: net/http gives each request a goroutine, libvips works
// through govips, and nothing else limits how many images are in the works.
package main

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"github.com/davidbyttow/govips/v2/vips"
)

const (
	bodyLimit = 64 << 20
	maxCoord  = 10000000 // libvips' own limit: "whatever follows from the width"
)

type work func(body []byte, query url.Values) (*vips.ImageRef, error)

func number(query url.Values, name string, otherwise int) int {
	if n, err := strconv.Atoi(query.Get(name)); err == nil {
		return n
	}
	return otherwise
}

// Thumbnailing reads a JPEG at a fraction of its size, the way libvips documents as the fast one.
func resize(body []byte, query url.Values) (*vips.ImageRef, error) {
	crop := vips.InterestingNone
	if query.Get("fit") == "cover" {
		crop = vips.InterestingCentre
	}
	return vips.NewThumbnailWithSizeFromBuffer(body, number(query, "width", maxCoord),
		number(query, "height", maxCoord), crop, vips.SizeDown)
}

func rotate(body []byte, query url.Values) (*vips.ImageRef, error) {
	angles := map[int]vips.Angle{90: vips.Angle90, 180: vips.Angle180, 270: vips.Angle270}
	angle, known := angles[number(query, "angle", 0)]
	if !known {
		return nil, errors.New("angle must be 90, 180 or 270")
	}
	image, err := vips.NewImageFromBuffer(body)
	if err == nil {
		err = image.AutoRotate()
	}
	if err == nil {
		err = image.Rotate(angle)
	}
	return image, err
}

// A thumbnail is read in sequence and cannot be turned, and the binding has no copy to memory: so the
// image is opened anew at the fraction of its size that libvips' thumbnailer would choose.
func openShrunk(body []byte, width int) (*vips.ImageRef, error) {
	image, err := vips.NewImageFromBuffer(body)
	if err != nil || image.Format() != vips.ImageTypeJPEG {
		return image, err
	}
	defer image.Close()
	shrink := 1
	for shrink < 8 && image.Width() >= 2*shrink*width {
		shrink *= 2
	}
	params := vips.NewImportParams()
	params.JpegShrinkFactor.Set(shrink)
	return vips.LoadImageFromBuffer(body, params)
}

func pipeline(body []byte, _ url.Values) (*vips.ImageRef, error) {
	image, err := openShrunk(body, 1200)
	if err != nil {
		return nil, err
	}
	steps := []func() error{
		image.AutoRotate,
		func() error {
			return image.ThumbnailWithSize(1200, maxCoord, vips.InterestingNone, vips.SizeDown)
		},
		func() error { return image.ExtractArea(360, (image.Height()-480)/2, 480, 480) },
		func() error { return image.Rotate(vips.Angle90) },
		func() error { return image.ToColorSpace(vips.InterpretationBW) },
		func() error { return image.Sharpen(0.7, 2, 1.5) },
	}
	for _, step := range steps {
		if err = step(); err != nil {
			break
		}
	}
	return image, err
}

func encode(image *vips.ImageRef, query url.Values) (data []byte, mime string, err error) {
	format := query.Get("format")
	if format == "" {
		format = vips.ImageTypes[image.Format()]
	}
	switch format {
	case "jpeg":
		data, _, err = image.ExportJpeg(&vips.JpegExportParams{StripMetadata: true,
			Quality: number(query, "quality", 80), OptimizeCoding: true,
			SubsampleMode: vips.VipsForeignSubsampleOn})
	case "png":
		params := vips.NewPngExportParams()
		params.StripMetadata = true
		data, _, err = image.ExportPng(params)
	case "webp":
		// StripMetadata does not reach this encoder.
		if err = image.RemoveMetadata(); err != nil {
			return nil, "", err
		}
		data, _, err = image.ExportWebp(&vips.WebpExportParams{StripMetadata: true,
			Quality: number(query, "quality", 80), ReductionEffort: 4})
	case "avif":
		data, _, err = image.ExportAvif(&vips.AvifExportParams{StripMetadata: true,
			Quality: number(query, "quality", 50), Bitdepth: 8, Effort: 4})
	default:
		err = errors.New("no format " + format)
	}
	return data, "image/" + format, err
}

func serve(do work) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.Error(w, "POST an image", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
		if err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		image, err := do(body, r.URL.Query())
		if image != nil {
			defer image.Close()
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		data, mime, err := encode(image, r.URL.Query())
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		w.Header().Set("Content-Type", mime)
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = w.Write(data)
	}
}

func main() {
	vips.LoggingSettings(nil, vips.LogLevelError)
	// The binding's default is one thread an image: requests are what runs side by side.
	vips.Startup(nil)
	defer vips.Shutdown()

	http.HandleFunc("/ping", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "pong")
	})
	http.HandleFunc("/resize", serve(resize))
	http.HandleFunc("/rotate", serve(rotate))
	http.HandleFunc("/pipeline", serve(pipeline))
	port := os.Getenv("PORT")
	if port == "" {
		port = "8084"
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
