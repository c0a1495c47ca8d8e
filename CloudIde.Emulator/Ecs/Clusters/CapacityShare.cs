namespace CloudIde.Emulator.Ecs.Clusters;

/// <summary>One item of a capacity provider strategy.</summary>
/// <param name="Provider">FARGATE or FARGATE_SPOT.</param>
/// <param name="Weight">Its share of the tasks beyond all bases.</param>
/// <param name="Base">How many tasks it gets first.</param>
internal sealed record CapacityShare(string Provider, int Weight, int Base);
