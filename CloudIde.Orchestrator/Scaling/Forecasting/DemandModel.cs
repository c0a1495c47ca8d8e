using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Simulation;

namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>
/// Learns from observations what comes and what it costs to be ready for it: arrivals and their periods, how long
/// activations last, how long tasks take to start, and what has been saved.
/// </summary>
internal sealed class DemandModel
{
    /// <summary>So much of the measured starts a task is expected not to exceed: the mean would be late half of the time.</summary>
    private const double StartShare = 0.7;

    /// <summary>Fargate with an ordinary image, until something was measured.</summary>
    private const double AssumedStartSeconds = 50;

    /// <summary>So much of the starts are over by when whoever waits for one shall have a slot.</summary>
    private const double SlowStartShare = 0.8;

    /// <summary>Whoever has waited for so many starts has one made, whatever is expected to end: expectations may be wrong.</summary>
    private const double Patience = 1;

    private const double AssumedDurationSeconds = 600;

    /// <summary>Without an observation for this long, the bins in between are unknown. An observation is at most a poll apart.</summary>
    private const double GapSeconds = 120;

    private const int BinsBetweenSearches = 40;

    private readonly ExpertMixture _experts = new();
    private readonly ArrivalBins _bins;
    private readonly DurationDistribution _durations = new();
    private readonly RecentSample _starts = new(200);
    private readonly SavingsMeter _savings;
    private readonly MonthMeter _month;
    private double _lastAt = double.NaN;
    private ActivationTotals? _lastTotals;
    private int _lastLoad = -1;
    private int _binArrivals;
    private int _sinceSearch;
    private double _activeSeconds;
    private double _arrivals;

    /// <summary>Starts with what is known.</summary>
    /// <param name="limits">The fleet's bounds.</param>
    /// <param name="clusterTasks">What KEDA's cluster costs, in tasks.</param>
    /// <param name="state">What an earlier orchestrator learnt, or null.</param>
    public DemandModel(FleetLimits limits, double clusterTasks, DemandState? state = null)
    {
        _bins = new ArrivalBins(state?.FirstBin ?? 0, state?.Bins ?? []);
        var model = new ClusterModel(limits.MessagesPerTask, limits.MinTasks, limits.MaxTasks, ColdStart.Fargate, 1);
        _savings = new SavingsMeter(model, clusterTasks, state?.SavedTaskSeconds ?? 0);
        foreach (var duration in state?.Durations ?? [])
        {
            _durations.Add(duration);
        }

        foreach (var start in state?.Starts ?? [])
        {
            _starts.Add(start);
        }

        _month = new MonthMeter(state?.Month ?? 0, state?.MonthTaskSeconds ?? 0);
        if (state is not null)
        {
            _experts.Restore(state.Weights, _bins);
        }
    }

    /// <summary>What has been learnt, to be kept.</summary>
    /// <returns>The state.</returns>
    public DemandState Keep() => new()
    {
        FirstBin = _bins.First,
        Bins = [.. _bins.Kept],
        Weights = _experts.Experts.ToDictionary(expert => expert.Name, expert => expert.Weight),
        Durations = [.. _durations.Values],
        Starts = [.. _starts.Values],
        Month = _month.Month,
        MonthTaskSeconds = _month.TaskSeconds,
        SavedTaskSeconds = _savings.Saved,
    };

    /// <summary>What ran this month.</summary>
    public MonthMeter Spend => _month;

    /// <summary>Takes in an observation. What is unknown in it teaches nothing.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="fleet">The fleet, or null when unknown.</param>
    /// <param name="starts">How long the workers took that the observation shows for the first time, in seconds.</param>
    /// <returns>What is expected, or null while the queue or the fleet is unknown.</returns>
    public DemandForecast? Observe(FleetObservation observation, FleetCounts? fleet, IReadOnlyList<double> starts)
    {
        if (observation.Queue is not { } queue || fleet is null)
        {
            return null;
        }

        _month.Advance(observation.At, observation.Clock, fleet.Total);
        var at = observation.At.ToUnixTimeMilliseconds() / 1000.0;
        var (arrived, ended) = Flow(observation.Activations, queue.Total);

        if (starts.Count > 0)
        {
            foreach (var start in starts)
            {
                _starts.Add(start);
            }

            _savings.Starts(new ColdStart(_starts.Quantile(0.02, 30), _starts.Quantile(0.98, 60)));
        }

        CompleteBins(at);
        _binArrivals += arrived;
        Average(arrived, queue.InFlight, at);
        _lastAt = at;
        _savings.Advance(observation.Clock.TotalSeconds, arrived, ended, queue.Total, fleet.Billed);
        return Forecast(at, queue.Visible);
    }

    private double MeanDuration => _arrivals > 1 ? Math.Clamp(_activeSeconds / _arrivals, 1, 86_400) : AssumedDurationSeconds;

    // The counters tell exactly. Where they are unknown, the load's rises and falls tell all but what came and went between
    // two looks.
    private (int Arrived, IReadOnlyList<double> EndedSeconds) Flow(ActivationTotals? totals, int load)
    {
        var flow = totals is not null && _lastTotals is not null ? totals.Since(_lastTotals) : null;
        var rise = _lastLoad < 0 ? 0 : load - _lastLoad;
        (_lastTotals, _lastLoad) = (totals, load);
        if (flow is null)
        {
            return (Math.Max(0, rise), [.. Enumerable.Repeat(MeanDuration, Math.Max(0, -rise))]);
        }

        foreach (var duration in flow.EndedSeconds)
        {
            _durations.Add(duration);
        }

        return (flow.Sent, flow.EndedSeconds);
    }

    private void Average(int arrived, int active, double at)
    {
        // Little's law, over the latest hours: what is active divided by what arrives is how long it lasts.
        var seconds = double.IsNaN(_lastAt) ? 0 : Math.Clamp(at - _lastAt, 0, GapSeconds);
        var fade = Math.Exp(-seconds / 10_800);
        _activeSeconds = (_activeSeconds * fade) + (active * seconds);
        _arrivals = (_arrivals * fade) + arrived;
    }

    private void CompleteBins(double at)
    {
        var bin = (long)Math.Floor(at / ArrivalBins.Seconds);
        if (_bins.Next == 0 || bin - _bins.Next > 14 * 5_760 || bin < _bins.First)
        {
            _bins.Restart(bin);
            return;
        }

        if (bin < _bins.Next)
        {
            // The clock was set back, or was ahead before: what it said then belongs to another time.
            _bins.Truncate(bin);
            return;
        }

        var unknown = double.IsNaN(_lastAt) || at - _lastAt > GapSeconds;
        while (_bins.Next < bin)
        {
            _bins.Add(unknown ? ArrivalBins.Unknown : _binArrivals);
            if (!unknown)
            {
                _experts.Completed(_bins, _binArrivals);
            }

            _binArrivals = 0;
            if (++_sinceSearch >= BinsBetweenSearches)
            {
                _sinceSearch = 0;
                foreach (var period in PeriodFinder.Find(_bins))
                {
                    _experts.Propose(period, _bins);
                }
            }
        }
    }

    private DemandForecast Forecast(double at, int waiting)
    {
        var horizon = _starts.Quantile(StartShare, AssumedStartSeconds);
        var opinions = new List<(double Weight, double Stay)>(_experts.Experts.Count);
        double weights = 0, mean = 0;

        // The bin that is not complete says something already: a burst is known after its first seconds.
        var elapsed = (at / ArrivalBins.Seconds) - Math.Floor(at / ArrivalBins.Seconds);
        foreach (var expert in _experts.Experts.Where(expert => expert.HasOpinion && expert.Weight > 1e-4))
        {
            var (arrivals, stay) = Within(expert, at, horizon);
            var weight = expert.Weight * ExpertMixture.Likelihood(expert.Expected[0] * elapsed, _binArrivals);
            opinions.Add((weight, stay));
            weights += weight;
            mean += weight * arrivals;
        }

        var (open, now) = (_savings.Open, _savings.Now);
        return new DemandForecast(
            horizon,
            weights > 0 ? mean / weights : 0,
            _durations.IsKnown ? open.ExpectedEnds(_durations, now, horizon, waiting) : 0,
            MeanDuration,
            _savings.Saved)
        {
            SavedShare = _savings.Share,
            MayWait = waiting - open.CountOlder(waiting, now, horizon * Patience),
            Turnover = waiting > 0 && _durations.IsKnown ? Turnover() : 0,
            Opinions = [.. opinions.Select(opinion => (opinion.Weight / weights, opinion.Stay))],
        };
    }

    // The starts in ten equal parts: what a slot that is ready by then has ended until the slowest are.
    private double Turnover()
    {
        const int Parts = 10;
        const int Steps = 20;
        var slowest = _starts.Quantile(SlowStartShare, 60);
        var span = slowest - _starts.Quantile(0, 30);
        if (span <= 0)
        {
            return 0;
        }

        var renewals = _durations.Renewals(span, Steps);
        return Enumerable.Range(0, Parts).Average(part =>
        {
            var left = slowest - _starts.Quantile((part + 0.5) / Parts, AssumedStartSeconds);
            return renewals[(int)(Math.Clamp(left / span, 0, 1) * Steps)];
        });
    }

    // How many arrive within the horizon, and how many of them hold a slot still at its end.
    private (double Arrivals, double Stay) Within(RateExpert expert, double at, double horizon)
    {
        var (arrivals, stay) = (0.0, 0.0);
        var first = _bins.Next;
        for (var (from, end) = (at, at + horizon); from < end;)
        {
            var bin = (long)Math.Floor(from / ArrivalBins.Seconds);
            var until = Math.Min(end, (bin + 1) * ArrivalBins.Seconds);
            var expected = expert.Expected[Math.Clamp(bin - first, 0, RateExpert.Ahead - 1)] * (until - from) / ArrivalBins.Seconds;
            arrivals += expected;
            stay += expected * (_durations.IsKnown ? 1 - _durations.EndsWithin(0, end - ((from + until) / 2)) : 1);
            from = until;
        }

        return (arrivals, stay);
    }
}
