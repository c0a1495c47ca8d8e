namespace CloudIde.Emulator;

/// <summary>What a task of the emulated Fargate is.</summary>
public enum TaskRuntimeKind
{
    /// <summary>Processes of this machine.</summary>
    Process,

    /// <summary>Containers of a Docker engine.</summary>
    Docker,
}
