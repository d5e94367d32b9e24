# The house: which module may include which. A module's headers are reachable only through the link
# edges below, so an include that this table does not allow does not compile.
# Order matters: a module stands below those that follow it.

tradewind_allow(core)
tradewind_allow(telemetry  core)
tradewind_allow(config     core)
# Pure decisions: no I/O, no threads, the clock injected.
tradewind_allow(market     core)
tradewind_allow(strategies core market)
tradewind_allow(risk       core market)
tradewind_allow(matching   core market)
tradewind_allow(learning   core)
tradewind_allow(trading    core market strategies risk matching learning)
tradewind_allow(auth       core)
# The outside world.
tradewind_allow(net        core telemetry)
tradewind_allow(storage    core telemetry)
tradewind_allow(streams    core telemetry storage)
tradewind_allow(news       core telemetry)
tradewind_allow(sentiment  core telemetry)
tradewind_allow(broker     core telemetry net market matching)
tradewind_allow(backtest   core market strategies risk matching learning trading news sentiment)
tradewind_allow(exchange   core telemetry net market matching)
tradewind_allow(gateway    core telemetry config net streams storage market trading auth)
tradewind_allow(services   core telemetry config market strategies risk matching learning trading net
                           streams storage news sentiment broker backtest exchange gateway)
tradewind_allow(app        core telemetry config market strategies risk matching learning trading net
                           streams storage news sentiment broker backtest exchange auth gateway services)

set(TRADEWIND_MODULES
  core telemetry config market strategies risk matching learning trading auth net storage streams news
  sentiment broker backtest exchange gateway services)

# Those that only decide, in memory and one thread: their tests also run under the sanitizers.
set(TRADEWIND_PURE_MODULES core market strategies risk matching learning trading auth)
