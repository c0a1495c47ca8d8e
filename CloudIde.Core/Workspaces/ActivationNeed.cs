namespace CloudIde.Core.Workspaces;

/// <summary>What must be done to have a workspace active.</summary>
public enum ActivationNeed
{
    /// <summary>Nothing: a worker holds it.</summary>
    Active,

    /// <summary>Nothing: an activation was sent and not yet taken.</summary>
    Pending,

    /// <summary>The caller was chosen to send the activation.</summary>
    Send,
}
