#!/bin/sh
# Run a command in the folder of an unpacked image as a container engine would: namespaces of its
# own for processes, mounts and IPC (the network stays this machine's), a read-only root, a small
# /dev, /proc and control groups to look at, no capabilities, no new privileges, the user of the image. Needs root.
#   run-confined.sh [-v SOURCE:TARGET:ro]... ROOT COMMAND [ARGUMENT...]
# -v: mount a file or folder where the image has one, read-only, as the engines' option does.
set -eu
user=65532
mounts=
while getopts v: option; do
    [ "$option" = v ] || exit 64
    mounts="$mounts ${OPTARG%:ro}"
done
shift $((OPTIND - 1))
root=$1
shift

# setpriv is the image's own; it is the last program that has any rights.
# shellcheck disable=SC2016
exec unshare --mount --pid --ipc --uts --fork --kill-child=KILL --propagation private sh -c '
    root=$1 user=$2 mounts=$3
    shift 3
    mount --bind "$root" "$root"
    mount -t tmpfs -o nosuid,noexec,mode=755,size=64k tmpfs "$root/dev"
    for device in null zero full random urandom; do
        touch "$root/dev/$device" && mount --bind "/dev/$device" "$root/dev/$device"
    done
    mount -t tmpfs -o nosuid,nodev,noexec,mode=755,size=64k tmpfs "$root/sys"
    mkdir -p "$root/sys/fs/cgroup" && mount --rbind -o ro /sys/fs/cgroup "$root/sys/fs/cgroup"
    mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
    mount -o remount,bind,ro,nosuid,nodev "$root"
    for at in $mounts; do
        mount --bind "${at%%:*}" "$root${at#*:}"
        mount -o remount,bind,ro,nosuid,nodev "$root${at#*:}"
    done
    exec chroot "$root" /usr/bin/setpriv --reuid "$user" --regid "$user" --clear-groups \
        --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
' sh "$root" "$user" "$mounts" "$@"
