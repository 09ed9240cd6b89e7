#include "image/facts/exif_tags.h"

#include "base/macros.h"

#include <stddef.h>

struct tag {
    uint16_t tag;
    const char *name;
};

/* Exif 3.0 (CIPA DC-008-2023), 4.6.5 and 4.6.6, and the two of TIFF 6.0 that cameras write. */
static const struct tag image[] = {
    {0x0100, "ImageWidth"},
    {0x0101, "ImageLength"},
    {0x0102, "BitsPerSample"},
    {0x0103, "Compression"},
    {0x0106, "PhotometricInterpretation"},
    {0x010D, "DocumentName"},
    {0x010E, "ImageDescription"},
    {0x010F, "Make"},
    {0x0110, "Model"},
    {0x0112, "Orientation"},
    {0x0115, "SamplesPerPixel"},
    {0x011A, "XResolution"},
    {0x011B, "YResolution"},
    {0x011C, "PlanarConfiguration"},
    {0x0128, "ResolutionUnit"},
    {0x0131, "Software"},
    {0x0132, "DateTime"},
    {0x013B, "Artist"},
    {0x013C, "HostComputer"},
    {0x013E, "WhitePoint"},
    {0x013F, "PrimaryChromaticities"},
    {0x0211, "YCbCrCoefficients"},
    {0x0213, "YCbCrPositioning"},
    {0x0214, "ReferenceBlackWhite"},
    {0x4746, "Rating"},
    {0x8298, "Copyright"},
};

static const struct tag photo[] = {
    {0x829A, "ExposureTime"},
    {0x829D, "FNumber"},
    {0x8822, "ExposureProgram"},
    {0x8824, "SpectralSensitivity"},
    {0x8827, "PhotographicSensitivity"},
    {0x8830, "SensitivityType"},
    {0x8831, "StandardOutputSensitivity"},
    {0x8832, "RecommendedExposureIndex"},
    {0x8833, "ISOSpeed"},
    {0x9000, "ExifVersion"},
    {0x9003, "DateTimeOriginal"},
    {0x9004, "DateTimeDigitized"},
    {0x9010, "OffsetTime"},
    {0x9011, "OffsetTimeOriginal"},
    {0x9012, "OffsetTimeDigitized"},
    {0x9102, "CompressedBitsPerPixel"},
    {0x9201, "ShutterSpeedValue"},
    {0x9202, "ApertureValue"},
    {0x9203, "BrightnessValue"},
    {0x9204, "ExposureBiasValue"},
    {0x9205, "MaxApertureValue"},
    {0x9206, "SubjectDistance"},
    {0x9207, "MeteringMode"},
    {0x9208, "LightSource"},
    {0x9209, "Flash"},
    {0x920A, "FocalLength"},
    {0x9214, "SubjectArea"},
    {0x9286, "UserComment"},
    {0x9290, "SubSecTime"},
    {0x9291, "SubSecTimeOriginal"},
    {0x9292, "SubSecTimeDigitized"},
    {0x9400, "Temperature"},
    {0x9401, "Humidity"},
    {0x9402, "Pressure"},
    {0xA000, "FlashpixVersion"},
    {0xA001, "ColorSpace"},
    {0xA002, "PixelXDimension"},
    {0xA003, "PixelYDimension"},
    {0xA004, "RelatedSoundFile"},
    {0xA20B, "FlashEnergy"},
    {0xA20E, "FocalPlaneXResolution"},
    {0xA20F, "FocalPlaneYResolution"},
    {0xA210, "FocalPlaneResolutionUnit"},
    {0xA214, "SubjectLocation"},
    {0xA215, "ExposureIndex"},
    {0xA217, "SensingMethod"},
    {0xA401, "CustomRendered"},
    {0xA402, "ExposureMode"},
    {0xA403, "WhiteBalance"},
    {0xA404, "DigitalZoomRatio"},
    {0xA405, "FocalLengthIn35mmFilm"},
    {0xA406, "SceneCaptureType"},
    {0xA407, "GainControl"},
    {0xA408, "Contrast"},
    {0xA409, "Saturation"},
    {0xA40A, "Sharpness"},
    {0xA40C, "SubjectDistanceRange"},
    {0xA420, "ImageUniqueID"},
    {0xA430, "CameraOwnerName"},
    {0xA431, "BodySerialNumber"},
    {0xA432, "LensSpecification"},
    {0xA433, "LensMake"},
    {0xA434, "LensModel"},
    {0xA435, "LensSerialNumber"},
    {0xA460, "CompositeImage"},
    {0xA500, "Gamma"},
};

/* 4.6.7: in the order of their tags, from 0. */
static const char *const gps[] = {"GPSVersionID",       "GPSLatitudeRef",
                                  "GPSLatitude",        "GPSLongitudeRef",
                                  "GPSLongitude",       "GPSAltitudeRef",
                                  "GPSAltitude",        "GPSTimeStamp",
                                  "GPSSatellites",      "GPSStatus",
                                  "GPSMeasureMode",     "GPSDOP",
                                  "GPSSpeedRef",        "GPSSpeed",
                                  "GPSTrackRef",        "GPSTrack",
                                  "GPSImgDirectionRef", "GPSImgDirection",
                                  "GPSMapDatum",        "GPSDestLatitudeRef",
                                  "GPSDestLatitude",    "GPSDestLongitudeRef",
                                  "GPSDestLongitude",   "GPSDestBearingRef",
                                  "GPSDestBearing",     "GPSDestDistanceRef",
                                  "GPSDestDistance",    "GPSProcessingMethod",
                                  "GPSAreaInformation", "GPSDateStamp",
                                  "GPSDifferential",    "GPSHPositioningError"};

static const char *find(const struct tag *tags, size_t n, uint16_t tag)
{
    for (size_t i = 0; i < n; i++)
        if (tags[i].tag == tag)
            return tags[i].name;
    return NULL;
}

const char *exif_tag_name(enum exif_directory directory, uint16_t tag)
{
    switch (directory) {
    case EXIF_IMAGE:
        return find(image, ARRAY_LEN(image), tag);
    case EXIF_PHOTO:
        return find(photo, ARRAY_LEN(photo), tag);
    case EXIF_GPS:
        return tag < ARRAY_LEN(gps) ? gps[tag] : NULL;
    }
    return NULL;
}
