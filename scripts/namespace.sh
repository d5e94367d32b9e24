# Runs in a fresh mount namespace: shows the host's folders and files inside the userland, makes it
# the root, and becomes CMD. namespace.sh UL CWD WRITABLE N FOLDER... M FILE... CMD...
set -euo pipefail

ul=$1 cwd=$2 writable=$3
shift 3
folders=("${@:2:$1}")
shift $(( $1 + 1 ))
files=("${@:2:$1}")
shift $(( $1 + 1 ))

mount --bind "$ul" "$ul"
mount --rbind /proc "$ul/proc"
mount --rbind /sys "$ul/sys"
mount --rbind /dev "$ul/dev"
mount -t tmpfs -o mode=755 tmpfs "$ul/run"
for folder in "${folders[@]}"; do
    if [[ ! -d $ul$folder ]]; then mkdir -p -- "$ul$folder"; fi
    mount --rbind "$folder" "$ul$folder"
done
for file in "${files[@]}"; do
    if [[ ! -e $ul$file ]]; then
        mkdir -p -- "${ul}${file%/*}"
        touch -- "$ul$file"
    fi
    mount --bind "$file" "$ul$file"
done
if [[ -z $writable ]]; then mount -o remount,bind,ro "$ul" 2>/dev/null || true; fi

cd -- "$ul"
pivot_root . .host
umount -l /.host
cd -- "$cwd"
exec "$@"
