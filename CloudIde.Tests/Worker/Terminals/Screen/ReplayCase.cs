namespace CloudIde.Tests.Worker.Terminals.Screen;

/// <summary>A stream that is cut in two, and what stands for its first part.</summary>
/// <param name="Name">For people.</param>
/// <param name="Columns">The terminal's columns.</param>
/// <param name="Rows">The terminal's rows.</param>
/// <param name="Before">The first part.</param>
/// <param name="Prefix">What stands for it.</param>
/// <param name="Rest">The second part.</param>
internal sealed record ReplayCase(string Name, int Columns, int Rows, byte[] Before, byte[] Prefix, byte[] Rest);
