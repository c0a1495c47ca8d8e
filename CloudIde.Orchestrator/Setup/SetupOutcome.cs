namespace CloudIde.Orchestrator.Setup;

/// <summary>What setup did about one thing.</summary>
public enum SetupOutcome
{
    /// <summary>It was there as it should be.</summary>
    Unchanged,

    /// <summary>It was created.</summary>
    Created,

    /// <summary>It was there and was changed.</summary>
    Updated,

    /// <summary>It is not needed with these settings.</summary>
    Skipped,
}
