#!/bin/sh
# Fetch, check and build one library of the image from Debian's source package (a build step of
# the Dockerfile, which gives the versions and checksums in the environment).
#   libs.sh fetch NAME UPSTREAM REVISION SHA256_ORIG SHA256_DEBIAN    into ./NAME, patched
#   libs.sh vips                                                      build and install ./vips
#   libs.sh libmicrohttpd                                             build and install it, static
set -eu

# Debian's own hardening, without debug information; 64-bit AMD and ARM have their kind of CFI.
case $(uname -m) in
    x86_64) cfi=-fcf-protection=full ;;
    aarch64) cfi=-mbranch-protection=standard ;;
    *) cfi= ;;
esac
export CFLAGS="-O3 -fPIC -fstack-protector-strong -fstack-clash-protection $cfi"
export CXXFLAGS="$CFLAGS"
export CPPFLAGS="-D_FORTIFY_SOURCE=3"
export LDFLAGS="-Wl,-z,relro,-z,now -Wl,--as-needed"

# The mirror keeps what its suites hold now; the archive of all versions comes second. apt-helper
# refuses what has another checksum.
download() {
    for at in "$DEBIAN" $DEBIAN_SNAPSHOT; do
        /usr/lib/apt/apt-helper download-file "$at/pool/main/$1" "$2" "SHA256:$3" && return 0
    done
    echo "libs.sh: no $1 with SHA256 $3" >&2
    return 1
}

folder() {
    case $1 in lib*) echo "$(echo "$1" | cut -c 1-4)/$1" ;; *) echo "$(echo "$1" | cut -c 1)/$1" ;; esac
}

fetch() {
    name=$1 upstream=$2 revision=$3
    pool=$(folder "$name")
    download "$pool/${name}_$upstream.orig.tar.gz" "$name.orig.tar.gz" "$4"
    download "$pool/${name}_$upstream-$revision.debian.tar.xz" "$name.debian.tar.xz" "$5"
    mkdir "$name"
    tar -C "$name" --strip-components=1 -xf "$name.orig.tar.gz"
    tar -C "$name" -xf "$name.debian.tar.xz"
    [ -f "$name/debian/patches/series" ] || return 0
    grep -v '^#' "$name/debian/patches/series" | while read -r patch; do
        [ -z "$patch" ] || (cd "$name" && patch -p1 --silent <"debian/patches/$patch")
    done
}

# Only what the service opens and writes; a decoder that is not there has no bugs. Text needs Pango;
# librsvg is for formats.vector=on, and loaded for nothing else.
build_vips() {
    cd vips
    sed -i -E "/^subdir\('(tools|test|fuzz|examples|doc|man|po)'\)/d" meson.build
    meson setup build --prefix=/usr/local --libdir=lib --buildtype=plain --auto-features=disabled \
        -Ddeprecated=false -Dexamples=false -Dcplusplus=false -Dmodules=disabled \
        -Dintrospection=disabled -Dhighway=enabled -Djpeg=enabled -Dpng=enabled -Dwebp=enabled \
        -Dtiff=enabled -Dheif=enabled -Djpeg-xl=enabled -Dcgif=enabled -Dimagequant=enabled \
        -Dlcms=enabled -Dexif=enabled -Dzlib=enabled -Dpangocairo=enabled -Dfontconfig=enabled -Drsvg=enabled \
        -Dnsgif=true -Dppm=false -Danalyze=false -Dradiance=false
    ninja -C build
    ninja -C build install
    strip --strip-unneeded /usr/local/lib/libvips.so.*.*
}

# The HTTP core alone. The service answers HTTPS, authentication, cookies and forms by other means,
# and most of the library's known faults were in those parts.
build_libmicrohttpd() {
    cd libmicrohttpd
    ./configure --prefix=/usr/local --enable-static --disable-shared --disable-https \
        --disable-dauth --disable-bauth --disable-cookie --disable-httpupgrade \
        --disable-postprocessor --disable-doc --disable-examples --disable-curl
    # The release is whole: its generated files need no autotools.
    make="make AUTOMAKE=: ACLOCAL=: AUTOCONF=: AUTOHEADER=:"
    $make -j "$(nproc)" -C src/microhttpd libmicrohttpd.la
    $make -C src/microhttpd install-libLTLIBRARIES
    $make -C src/include install
    $make install-pkgconfigDATA
}

case ${1-} in
    fetch) shift && fetch "$@" ;;
    vips) build_vips ;;
    libmicrohttpd) build_libmicrohttpd ;;
    *) echo "libs.sh: fetch, vips or libmicrohttpd" >&2 && exit 64 ;;
esac
