namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>The process that made the call is no more.</summary>
internal sealed class ProcessKilledException : Exception;
