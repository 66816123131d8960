#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Machines: those that are possible, and those that are not.
. "$(dirname "$0")/tap.inc"
CC=${CC:-cc} "$ASHLAR" run -o "$work" "$modules/hello.c" >/dev/null 2>&1
ko=$work/hello.ko

run 0 "default machine" "$ASHLAR" run "$ko"
matches '^\[ +[0-9]+\.[0-9]{6}\] hello: number 7'
run 2 "--mem 1K" "$ASHLAR" run --mem 1K "$ko"
lines_of_ours 1
says 'no such machine: '
run 2 "--nodes 9 --mem 16M" "$ASHLAR" run --nodes 9 --mem 16M "$ko"
lines_of_ours 1
says 'no such machine: '
run 2 "--mem 0" "$ASHLAR" run --mem 0 "$ko"
lines_of_ours 1
run 2 "more memory than there are addresses" "$ASHLAR" run --mem 999999T "$ko"
lines_of_ours 1
for size in lots 12Q -5M 1MM 99999999999999999999 99999999999T ''; do
	run 2 "--mem '$size'" "$ASHLAR" run --mem "$size" "$ko"
	says '--mem wants a size like 64M or 4G'
done
run 2 "--max-mem 0" "$ASHLAR" run --max-mem 0 "$ko"
says '--max-mem wants a size like 64M or 4G'
run 2 "--max-mem below --mem" "$ASHLAR" run --mem 128M --max-mem 64M "$ko"
says 'a machine of 131072 KiB cannot be limited to 65536 KiB'
run 2 "--max-mem too small for the nodes" "$ASHLAR" run --max-mem 64M --nodes 4 "$ko"
says '65536 KiB to grow to are too few for 4 nodes: each needs '
run 2 "--cma larger than what lies in one piece" "$ASHLAR" run --mem 64M --cma 64M "$ko"
says 'node 0 has no 65536 KiB in one piece for a CMA area'
run 2 "--movable for all" "$ASHLAR" run --mem 64M --movable 64M "$ko"
says 'all of 65536 KiB cannot be movable'
run 0 "--movable" "$ASHLAR" run --mem 256M --movable 64M --show buddyinfo "$ko"
matches '^Node 0, zone  Movable .* 14 $'
run 0 "--cma" "$ASHLAR" run --mem 256M --cma 64M --show meminfo,pagetypeinfo "$ko"
matches '^CmaTotal: +65536 kB'
matches '^Node +0, zone +DMA32, type +CMA .* 16 $'
run 0 "--no-grouping" "$ASHLAR" run --mem 256M --no-grouping --show pagetypeinfo "$ko"
matches '^Node 0, zone +DMA32 +[1-9][0-9]* +0 +0 +0 '
for number in 0 -1 two 3x ''; do
	run 2 "--nodes '$number'" "$ASHLAR" run --nodes "$number" "$ko"
	says '--nodes wants a number from 1 on'
done
run 2 "--nodes 1000" "$ASHLAR" run --nodes 1000 "$ko"
lines_of_ours 1
for list in '' x 10, 10,,10 10,256 -1 1.5 10,0; do
	run 2 "--distances '$list'" "$ASHLAR" run --nodes 2 --distances "$list" "$ko"
	lines_of_ours 1
	says '--distances wants numbers from 1 to 255'
done
run 2 "--distances with one too few" "$ASHLAR" run --nodes 2 --distances 10,20,20 "$ko"
lines_of_ours 1
says '--distances wants 4 numbers for 2 nodes: it has 3'
run 2 "--distances for one node" "$ASHLAR" run --distances 10,20,20,10 "$ko"
lines_of_ours 1
says '--distances wants 1 number for 1 node: it has 4'
run 2 "--distances of 300 numbers" "$ASHLAR" run --nodes 16 \
	--distances "$(seq -s, 11 240),$(seq -s, 11 80)" "$ko"
lines_of_ours 1
says '--distances wants at most 256 numbers'
run 2 "--distances 10 to another" "$ASHLAR" run --nodes 2 --distances 10,20,10,10 "$ko"
lines_of_ours 1
says 'no such machine: the distance of node 1 to node 0 is 10: it must be above 10'
run 0 "--distances" "$ASHLAR" run --mem 256M --nodes 2 --distances 10,21,31,10 \
	--show node0/numastat,/sys/devices/system/node/node1/distance,node1/meminfo "$ko"
says 'Node distances:'
matches '  node  1:  31  10$'
says '==> /sys/devices/system/node/node1/distance <=='
matches '^31 10$'
matches '^numa_hit [0-9]+$'
matches '^Node 1 MemTotal: +[0-9]+ kB$'
run 2 "--show of no node's file" "$ASHLAR" run --show node0/nonsense "$ko"
says 'knows no file node0/nonsense'
for words in "1 is 1 node" "3 are 2 nodes"; do
	read -r node verb nodes words <<<"$words"
	run 2 "--show of a node that is not there" "$ASHLAR" run \
		--show "node$node/numastat,node0/meminfo" --nodes "$nodes" "$ko"
	lines_of_ours 1
	says "--show wants files of node $node, but there $verb $nodes $words: see --nodes"
	says_not 'Memory:'
done
run 0 "the last --show counts" "$ASHLAR" run --show node3/numastat --show meminfo "$ko"
says_not 'numastat'
for list in '' , buddyinfo, ,buddyinfo buddyinfo,,meminfo; do
	run 2 "--show '$list'" "$ASHLAR" run --show "$list" "$ko"
	lines_of_ours 1
	says '--show knows no file without a name: allocinfo, '
	says_not 'Memory:'
done
says 'nodeN/distance, nodeN/meminfo, nodeN/numastat'
run 2 "--cpus 1000" "$ASHLAR" run --cpus 1000 "$ko"
lines_of_ours 1
run 2 "--profile pdp11" "$ASHLAR" run --profile pdp11 "$ko"
says 'there is no profile pdp11: pc64, pc32 or nommu'
run 2 "--show nonsense" "$ASHLAR" run --show buddyinfo,nonsense "$ko"
says 'knows no file nonsense'

for words in "--mem 64M" "--mem 4G" "--mem=67108864" "--mem 1T" "--max-mem 2G" \
	"--mem 64M --max-mem 1T" "--profile pc32 --mem 2G" "--profile nommu --mem 64M" \
	"--nodes 2 --mem 256M" "--cpus 4" "--nodes 4 --cpus 8 --mem 1G" "--fast" "--quiet"; do
	# shellcheck disable=SC2086
	run 0 "$words" "$ASHLAR" run $words "$ko"
done
says_not 'hello: number'

CC=${CC:-cc} "$ASHLAR" run -o "$work" "$modules/taker.c" >/dev/null 2>&1
run 1 "more than there is" "$ASHLAR" run --mem 64M "$work/taker.ko" mib=256
says 'returned -ENOMEM'
run 0 "more than there is at first" "$ASHLAR" run --mem 64M --max-mem 512M --show meminfo \
	"$work/taker.ko" mib=256
says 'taker: has 256 MiB'
matches '^MemTotal: +(2[6-9]|[34])[0-9]{4} kB'
run 1 "more than there can be" "$ASHLAR" run --mem 64M --max-mem 512M "$work/taker.ko" mib=600
says 'returned -ENOMEM'

run 0 "--show" "$ASHLAR" run --mem 64M \
	--show buddyinfo,slabinfo,/proc/meminfo,vmallocinfo,zoneinfo "$ko"
for file in buddyinfo slabinfo meminfo vmallocinfo zoneinfo; do
	says "==> /proc/$file <=="
done
matches '^Node 0, zone +DMA32? '
matches '^MemTotal: +[0-9]+ kB'
says 'slabinfo - version: 2.1'
run 0 "--show on two nodes" "$ASHLAR" run --nodes 2 --mem 256M --show buddyinfo "$ko"
matches '^Node 1, zone '
run 1 "no MMU: what is no block" "$ASHLAR" run --profile nommu "$work/taker.ko" mib=5
says 'returned -ENOMEM'
run 0 "no MMU: a block" "$ASHLAR" run --profile nommu --show buddyinfo "$work/taker.ko" mib=1
matches '^Node 0, zone +Normal '
says_not 'DMA'
run 0 "--show with high memory" "$ASHLAR" run --profile pc32 --mem 1G --show buddyinfo "$ko"
matches '^Node 0, zone +HighMem '
done_testing
