using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>A simulated Fargate task and its worker.</summary>
internal sealed class SimulatedTask(int number, double launchedAt, int slots)
{
    private WorkerRegistration? _registration;

    /// <summary>Its number, from 0, in the order of launches.</summary>
    public int Number { get; } = number;

    /// <summary>What the runtime lists.</summary>
    public FleetTask Listed { get; } = new($"t{number}", "RUNNING");

    /// <summary>From when it is billed, in seconds.</summary>
    public double LaunchedAt { get; } = launchedAt;

    /// <summary>When its worker registered, in seconds, or null.</summary>
    public double? ReadyAt { get; private set; }

    /// <summary>Whether its worker takes no more work.</summary>
    public bool Draining { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool Ended { get; set; }

    /// <summary>The activations that hold its slots.</summary>
    public List<SimulatedActivation> Active { get; } = new(slots);

    /// <summary>Where it stands among the running tasks, for removal in constant time.</summary>
    public int Index { get; set; }

    /// <summary>Where it stands among those that take work, or -1.</summary>
    public int OpenIndex { get; set; } = -1;

    /// <summary>How many more activations it takes.</summary>
    public int Free => ReadyAt is null || Draining || Ended ? 0 : slots - Active.Count;

    /// <summary>What its worker says about itself, or null while it starts.</summary>
    public WorkerRegistration? Registration
    {
        get
        {
            if (ReadyAt is null)
            {
                return null;
            }

            // Made anew only when it changed: a large fleet is looked at many times a second.
            if (_registration is null || _registration.UsedSlots != Active.Count || _registration.Draining != Draining)
            {
                _registration = new WorkerRegistration(
                    Listed.Id, null, slots, Active.Count, Draining, SimulatedClock.At(ReadyAt.Value));
            }

            return _registration;
        }
    }

    /// <summary>Its worker registers.</summary>
    /// <param name="now">When, in seconds.</param>
    public void Register(double now) => ReadyAt = now;

    /// <summary>Its worker takes no more work.</summary>
    public void Drain() => Draining = true;
}
