namespace DepthCompress;

/// <summary>Where a bundle lies.</summary>
internal interface IBundleSource : IDisposable
{
    /// <summary>The folder of the unpacked bundle.</summary>
    string Folder { get; }

    /// <summary>The bytes of the manifest.</summary>
    byte[] Manifest();

    /// <summary>Makes sure that networks and weights lie in the folder, just as the manifest says.</summary>
    void Unpack(BundleManifest manifest, CancellationToken cancellation);
}
