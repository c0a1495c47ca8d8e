namespace CloudIde.Worker.Workspaces;

/// <summary>The folders of one workspace on this worker, readable by nobody else.</summary>
internal sealed class WorkspaceFolder : IDisposable
{
    private readonly string _root;

    /// <summary>Names the folders; <see cref="Create"/> makes them.</summary>
    /// <param name="dataDirectory">The worker's folder.</param>
    /// <param name="projectId">The project. Ids are made by the server, but a message could hold anything.</param>
    /// <param name="epoch">The lease's epoch.</param>
    /// <exception cref="ArgumentException">The project id is no plain name.</exception>
    public WorkspaceFolder(string dataDirectory, string projectId, long epoch)
    {
        if (projectId.Length > 128 || !projectId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException("A project id consists of letters, digits, hyphens and underscores.", nameof(projectId));
        }

        _root = Path.Combine(dataDirectory, $"{projectId}.{epoch}");
    }

    /// <summary>The shell's home folder; not part of the project.</summary>
    public string Home => Path.Combine(_root, "home");

    /// <summary>The project's files: where terminals start. Below the home folder, so that a prompt shows it as <c>~/project</c>.</summary>
    public string Files => Path.Combine(Home, "project");

    /// <summary>Where files are written before they appear whole under <see cref="Files"/>; on the same file system.</summary>
    public string Temporary => Path.Combine(_root, "incoming");

    /// <summary>Makes the folders.</summary>
    public void Create()
    {
        foreach (var folder in (ReadOnlySpan<string>)[_root, Home, Files, Temporary])
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    /// <summary>Removes the folders with all they hold.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }
}
