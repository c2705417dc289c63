using System.Reflection;

namespace DepthCompress.GraphIR;

/// <summary>
/// Every code, in order, with its remedy; one file per thousand. 1xxx input model, 2xxx configuration and data, 3xxx planning and rewriting,
/// 4xxx environment, 5xxx verification, 9xxx our own mistakes. A code is never reused.
/// </summary>
public static partial class DiagnosticCatalog
{
    /// <summary>Every descriptor, by code; docs/errors.md is generated from it.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        .. typeof(DiagnosticCatalog).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(DiagnosticDescriptor))
            .Select(property => (DiagnosticDescriptor)property.GetValue(null)!)
            .OrderBy(descriptor => descriptor.Code, StringComparer.Ordinal),
    ];
}
