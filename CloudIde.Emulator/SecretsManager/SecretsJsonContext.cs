using System.Text.Json.Serialization;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>The form of a secret's file.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Secret))]
internal sealed partial class SecretsJsonContext : JsonSerializerContext;
