"""Do the pieces fit together: manifests, images and code?"""
