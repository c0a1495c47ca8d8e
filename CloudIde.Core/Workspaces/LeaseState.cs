namespace CloudIde.Core.Workspaces;

/// <summary>What became of a lease that was to be renewed.</summary>
public enum LeaseState
{
    /// <summary>Somebody else holds the workspace, or held it since. The worker must end everything of it and write nothing more.</summary>
    Lost,

    /// <summary>It was held and goes on.</summary>
    Renewed,

    /// <summary>It had expired, nobody had the workspace meanwhile, and it is held again.</summary>
    Retaken,
}
