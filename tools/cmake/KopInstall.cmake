# Everything that installs and exports Kop.
