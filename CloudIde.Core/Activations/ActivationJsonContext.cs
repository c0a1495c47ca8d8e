using System.Text.Json.Serialization;

namespace CloudIde.Core.Activations;

/// <summary>Source-generated JSON of the messages in the queue.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActivationMessage))]
internal sealed partial class ActivationJsonContext : JsonSerializerContext;
