using CloudIde.Core.Activations;
using CloudIde.Core.Commands;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Commands;

/// <summary>What the commands of every workspace use.</summary>
internal sealed record CommandServices(
    CommandDirectory Directory,
    CommandRuns Runs,
    CommandOutputLog OutputLog,
    ActivationQueue Queue,
    WorkerSettings Settings,
    TimeProvider Time,
    ILoggerFactory Loggers);
