namespace CloudIde.Emulator;

/// <summary>Which launch rates the emulated Fargate has.</summary>
public enum EcsLimits
{
    /// <summary>As many tasks at once as are asked for.</summary>
    None,

    /// <summary>AWS's own: a burst of 100 launches, then 20 a second, and 20 RunTask calls a second.</summary>
    Aws,
}
