# known-calls.pl CMD...: becomes CMD under a seccomp filter by which the system calls that are newer than
# proot 5.1 answer "not implemented" (numbers of x86-64). proot would let them through unchanged, to the
# host's files; libraries then use the older calls instead.
use strict;
use warnings;

my @newer = (316, 322, 332, 437, 439, 452);    # renameat2 execveat statx openat2 faccessat2 fchmodat2
my ($load_number, $jump_if_equal, $return) = (0x20, 0x15, 0x06);
my ($allow, $not_implemented) = (0x7fff0000, 0x00050000 | 38);

sub instruction { return pack 'SCCL', @_; }    # struct sock_filter: code, jump if true, if false, constant

my $filter = instruction($load_number, 0, 0, 0);
$filter .= instruction($jump_if_equal, 0, 1, $_) . instruction($return, 0, 0, $not_implemented) for @newer;
$filter .= instruction($return, 0, 0, $allow);
my $program = pack 'S x6 P', length($filter) / 8, $filter;

my ($prctl, $set_no_new_privs, $set_seccomp, $seccomp_filter) = (157, 38, 22, 2);
syscall($prctl, $set_no_new_privs, 1, 0, 0, 0) == 0 or die "no_new_privs: $!\n";
syscall($prctl, $set_seccomp, $seccomp_filter, $program, 0, 0) == 0 or die "seccomp: $!\n";
exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\n";
