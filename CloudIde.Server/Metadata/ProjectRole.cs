namespace CloudIde.Server.Metadata;

/// <summary>What a user may do in a project. Each role may do what the ones before it may.</summary>
internal enum ProjectRole
{
    /// <summary>Reads files and watches terminals.</summary>
    Viewer,

    /// <summary>Writes files and types into terminals.</summary>
    Editor,

    /// <summary>Shares and deletes the project.</summary>
    Owner,
}
