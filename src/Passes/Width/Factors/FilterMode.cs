namespace DepthCompress.Passes.Width;

/// <summary>Which kernels die with the filters that were not selected.</summary>
public enum FilterMode
{
    /// <summary>Filters that nothing is added to: what they feed reads fewer channels, and the network is a plain, thinner one.</summary>
    InBlock,

    /// <summary>Filters of all layers; readers lose the channels that nobody makes any more. What is added to something has to be filled up.</summary>
    LosslessColumns,

    /// <summary>
    /// As published: filters of all layers, and of every layer also the channels whose filter the layer before it lost, although a shortcut
    /// still carries them. Removes most, and changes what is computed most.
    /// </summary>
    Official,

    /// <summary>All layers that make the same channels lose the same ones, stem and shortcuts included: streams become narrower as a whole.</summary>
    StageConsistent,
}
