namespace CloudIde.Orchestrator.Simulation;

/// <summary>Which worker takes a message.</summary>
internal enum Placement
{
    /// <summary>Any worker that polls, as SQS gives messages out by itself.</summary>
    Any,

    /// <summary>The fullest worker that has a slot left, so that the others become empty.</summary>
    FullestFirst,
}
